-- intermediate.statements_of_standings
-- grain: one row a race, fact, entrant and place, table row or computation, that states it
-- key: race_id, fact, subject, stated_in, line_number, table_index, row_index
-- domain: statements
create or replace view intermediate.statements_of_standings as
with drivers as (
    select
        race_id,
        document_id,
        'driver_standing' as stated_in,
        driver_id as entrant_id,
        position,
        points,
        points_behind_leader,
        table_index,
        row_index
    from core.fct_driver_standing
),

manufacturers as (
    select
        race_id,
        document_id,
        'manufacturer_standing' as stated_in,
        manufacturer_id as entrant_id,
        position,
        points,
        points_behind_leader,
        table_index,
        row_index
    from core.fct_manufacturer_standing
),

standings as (
    select * from drivers
    union all
    select * from manufacturers
),

ranked as (
    select
        *,
        row_number() over (partition by race_id, stated_in order by position) as place,
        rank() over (partition by race_id, stated_in order by points desc) as best_place,
        count(*) over (partition by race_id, stated_in, points) as entrants_with_these_points
    from standings
),

leaders as (
    select * from standings
    where position = 1
),

gaps as (
    select
        standings.*,
        leaders.points - standings.points as computed_gap,
        leaders.row_index as leader_row_index
    from standings
    inner join leaders
        on
            standings.race_id = leaders.race_id
            and standings.stated_in = leaders.stated_in
    where standings.position > 1 and standings.points_behind_leader is not null
)

select
    race_id,
    document_id,
    'points_behind_leader' as fact,
    entrant_id as subject,
    stated_in,
    points_behind_leader as number_value,
    cast(null as text) as text_value,
    cast(null as integer) as line_number,
    table_index,
    row_index
from gaps
union all
select
    race_id,
    document_id,
    'points_behind_leader' as fact,
    entrant_id as subject,
    'computed' as stated_in,
    computed_gap as number_value,
    null as text_value,
    null as line_number,
    table_index,
    leader_row_index as row_index
from gaps
union all
select
    race_id,
    document_id,
    'standing_place' as fact,
    entrant_id as subject,
    stated_in,
    place as number_value,
    null as text_value,
    null as line_number,
    table_index,
    row_index
from ranked
union all
select
    race_id,
    document_id,
    'standing_place' as fact,
    entrant_id as subject,
    'computed' as stated_in,
    -- Entrants with the same points share places: each may have any of them.
    case
        when place < best_place + entrants_with_these_points then greatest(place, best_place)
        else best_place
    end as number_value,
    null as text_value,
    null as line_number,
    table_index,
    row_index
from ranked;

comment on view intermediate.statements_of_standings is
'one row a race, fact, entrant and place, table row or computation, that states it: places and gaps of both championships, stated and by points; see marts.reconciliation';
comment on column intermediate.statements_of_standings.race_id is 'the race, see core.dim_race';
comment on column intermediate.statements_of_standings.document_id is
'source document: its path below raw/';
comment on column intermediate.statements_of_standings.fact is
'points_behind_leader, or standing_place: the place among those who are listed';
comment on column intermediate.statements_of_standings.subject is 'the driver or manufacturer';
comment on column intermediate.statements_of_standings.stated_in is
'driver_standing, manufacturer_standing; computed: from the points of the row, and of the leader';
comment on column intermediate.statements_of_standings.number_value is
'the place, or the gap in points';
comment on column intermediate.statements_of_standings.text_value is 'always NULL: they are numbers';
comment on column intermediate.statements_of_standings.line_number is 'always NULL: in tables';
comment on column intermediate.statements_of_standings.table_index is
'source table: its number in the document, from 0';
comment on column intermediate.statements_of_standings.row_index is
'source row, see staging.table_row; of a computed gap, the row of the leader';
