-- intermediate.statements_of_qualifying
-- grain: one row a race and fact about its pole position
-- key: race_id, fact, subject, stated_in, line_number, table_index, row_index
-- domain: statements
create or replace view intermediate.statements_of_qualifying as
with poles as (
    select * from core.fct_qualifying_result
    where position = 1
),

rounds as (
    select
        *,
        max(round_number) over (partition by race_id) as last_round
    from core.fct_qualifying_round
),

-- A round that not every car reaches is run among those who reach it, and decides; where all
-- take part in all rounds, the best of them does.
formats as (
    select
        race_id,
        count(*) filter (where round_number = last_round)
        < count(*) filter (where round_number = 1) as is_knock_out
    from rounds
    group by race_id
),

pole_times as (
    select
        poles.race_id,
        poles.document_id,
        poles.table_index,
        poles.row_index,
        case
            when formats.is_knock_out then arg_max(rounds.lap_time_seconds, rounds.round_number)
            else min(rounds.lap_time_seconds)
        end as lap_time_seconds
    from poles
    inner join rounds
        on
            poles.document_id = rounds.document_id
            and poles.table_index = rounds.table_index
            and poles.row_index = rounds.row_index
    inner join formats on poles.race_id = formats.race_id
    where rounds.lap_time_seconds is not null
    group by
        poles.race_id, poles.document_id, poles.table_index, poles.row_index, formats.is_knock_out
)

select
    race_id,
    document_id,
    'pole_driver_id' as fact,
    cast(null as text) as subject,
    'qualifying' as stated_in,
    cast(null as double) as number_value,
    driver_id as text_value,
    cast(null as integer) as line_number,
    table_index,
    row_index
from poles
union all
select
    race_id,
    document_id,
    'pole_team_id' as fact,
    null as subject,
    'qualifying' as stated_in,
    null as number_value,
    team_id as text_value,
    null as line_number,
    table_index,
    row_index
from poles
where team_id is not null
union all
select
    race_id,
    document_id,
    'pole_time_seconds' as fact,
    null as subject,
    'qualifying' as stated_in,
    lap_time_seconds as number_value,
    null as text_value,
    null as line_number,
    table_index,
    row_index
from pole_times;

comment on view intermediate.statements_of_qualifying is
'one row a race and fact about its pole position: what qualifying says of it, named as in quality.race_statement; see marts.reconciliation';
comment on column intermediate.statements_of_qualifying.race_id is 'the race, see core.dim_race';
comment on column intermediate.statements_of_qualifying.document_id is
'source document: its path below raw/';
comment on column intermediate.statements_of_qualifying.fact is
'pole_driver_id, pole_team_id or pole_time_seconds: in the last round, if not every car reached it, else the best';
comment on column intermediate.statements_of_qualifying.subject is 'always NULL: the race';
comment on column intermediate.statements_of_qualifying.stated_in is 'always qualifying';
comment on column intermediate.statements_of_qualifying.number_value is 'the value, if it is a number';
comment on column intermediate.statements_of_qualifying.text_value is
'the value, if it is not: an id or a car number';
comment on column intermediate.statements_of_qualifying.line_number is 'always NULL: in tables';
comment on column intermediate.statements_of_qualifying.table_index is
'source table: its number in the document, from 0';
comment on column intermediate.statements_of_qualifying.row_index is 'source row, see staging.table_row';
