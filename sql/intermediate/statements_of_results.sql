-- intermediate.statements_of_results
-- grain: one row a race, fact and table row, or whole table, that states it
-- key: race_id, fact, subject, stated_in, line_number, table_index, row_index
-- domain: statements
create or replace view intermediate.statements_of_results as
with results as (
    select * from core.fct_race_result
),

races as (
    select * from core.dim_race
),

winners as (
    select * from results
    where finish_position = 1
),

-- A part of a result, such as its top ten, tells no sum, count or maximum.
whole_results as (
    select results.*
    from results
    inner join intermediate.car_lists as lists
        on
            results.race_id = lists.race_id
            and lists.list_kind = 'race_result'
    where lists.is_whole
),

-- Of those who led the same number of laps, the one whom the infobox names.
laps_leaders as (
    select results.*
    from whole_results as results
    inner join races on results.race_id = races.race_id
    where results.laps_led > 0
    qualify
        row_number() over (
            partition by results.race_id
            order by
                results.laps_led desc,
                results.driver_id is not distinct from races.most_laps_led_driver_id desc,
                results.finish_position asc
        ) = 1
),

led as (
    select
        race_id,
        min(document_id) as document_id,
        min(table_index) as table_index,
        sum(laps_led) as laps,
        count(distinct driver_id) as leaders
    from whole_results
    where laps_led > 0
    group by race_id
),

-- Of the stages, the last, if it ends with the race: its length stands above the result.
last_stages as (
    select stages.*
    from core.fct_stage as stages
    inner join winners
        on
            stages.document_id = winners.document_id
            and stages.table_index = winners.table_index
    where stages.end_lap is not null
),

named as (
    select
        winners.*,
        facts.fact,
        case facts.fact
            when 'winner_driver_id' then winners.driver_id
            when 'winner_team_id' then winners.team_id
            else winners.car_number
        end as text_value
    from winners
    cross join
        (
            values ('winner_driver_id'), ('winner_team_id'), ('winner_car_number')
        ) as facts (fact)
    union all
    select
        laps_leaders.*,
        facts.fact,
        case facts.fact
            when 'most_laps_led_driver_id' then laps_leaders.driver_id
            else laps_leaders.team_id
        end as text_value
    from laps_leaders
    cross join
        (values ('most_laps_led_driver_id'), ('most_laps_led_team_id')) as facts (fact)
)

select
    race_id,
    document_id,
    fact,
    cast(null as text) as subject,
    'race_result' as stated_in,
    cast(null as double) as number_value,
    text_value,
    cast(null as integer) as line_number,
    table_index,
    row_index
from named
where text_value is not null
union all
select
    race_id,
    document_id,
    'most_laps_led' as fact,
    null as subject,
    'race_result' as stated_in,
    laps_led as number_value,
    null as text_value,
    null as line_number,
    table_index,
    row_index
from laps_leaders
union all
select
    race_id,
    document_id,
    'leaders' as fact,
    null as subject,
    'race_result' as stated_in,
    leaders as number_value,
    null as text_value,
    null as line_number,
    table_index,
    null as row_index
from led
union all
select
    race_id,
    document_id,
    'laps' as fact,
    null as subject,
    'race_result' as stated_in,
    laps as number_value,
    null as text_value,
    null as line_number,
    table_index,
    null as row_index
from led
union all
select
    race_id,
    document_id,
    'laps' as fact,
    null as subject,
    'race_result' as stated_in,
    laps_completed as number_value,
    null as text_value,
    null as line_number,
    table_index,
    row_index
from winners
where laps_completed is not null
union all
select
    race_id,
    document_id,
    'laps' as fact,
    null as subject,
    'stage' as stated_in,
    end_lap as number_value,
    null as text_value,
    null as line_number,
    table_index,
    row_index
from last_stages;

comment on view intermediate.statements_of_results is
'one row a race, fact and table row, or whole table, that states it: what results and stages say of the race, named as in quality.race_statement; see marts.reconciliation';
comment on column intermediate.statements_of_results.race_id is 'the race, see core.dim_race';
comment on column intermediate.statements_of_results.document_id is 'source document: its path below raw/';
comment on column intermediate.statements_of_results.fact is
'winner_driver_id, winner_team_id, winner_car_number, most_laps_led, most_laps_led_driver_id, most_laps_led_team_id, leaders or laps';
comment on column intermediate.statements_of_results.subject is 'always NULL: the race';
comment on column intermediate.statements_of_results.stated_in is
'race_result; stage: the laps of all stages together';
comment on column intermediate.statements_of_results.number_value is
'the value, if it is a number; laps are those of the winner, and those led by all together, if the result is whole';
comment on column intermediate.statements_of_results.text_value is
'the value, if it is not: an id or a car number';
comment on column intermediate.statements_of_results.line_number is 'always NULL: in tables';
comment on column intermediate.statements_of_results.table_index is
'source table: its number in the document, from 0';
comment on column intermediate.statements_of_results.row_index is
'source row, see staging.table_row; NULL where it is made of the whole table';
