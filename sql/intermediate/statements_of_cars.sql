-- intermediate.statements_of_cars
-- grain: one row a race, fact, car or driver, and table row that states it; of a number of cars, one a table
-- key: race_id, fact, subject, stated_in, line_number, table_index, row_index
-- domain: statements
create or replace view intermediate.statements_of_cars as
with entries as (
    select
        'entry' as stated_in,
        0 as list_number,
        race_id,
        car_number,
        driver_id,
        team_id,
        manufacturer_id,
        cast(null as integer) as start_position,
        document_id,
        table_index,
        row_index
    from core.fct_entry
),

results as (
    select
        'race_result' as stated_in,
        0 as list_number,
        race_id,
        car_number,
        driver_id,
        team_id,
        manufacturer_id,
        start_position,
        document_id,
        table_index,
        row_index
    from core.fct_race_result
),

qualifying as (
    select
        'qualifying' as stated_in,
        0 as list_number,
        race_id,
        car_number,
        driver_id,
        team_id,
        manufacturer_id,
        position as start_position,
        document_id,
        table_index,
        row_index
    from core.fct_qualifying_result
),

practice as (
    select
        'practice' as stated_in,
        session_number as list_number,
        race_id,
        car_number,
        driver_id,
        team_id,
        manufacturer_id,
        null as start_position,
        document_id,
        table_index,
        row_index
    from core.fct_practice_result
),

stages as (
    select
        'stage_result' as stated_in,
        stage_number as list_number,
        race_id,
        car_number,
        driver_id,
        team_id,
        manufacturer_id,
        null as start_position,
        document_id,
        table_index,
        row_index
    from core.fct_stage_result
),

appearances as (
    select * from entries
    union all
    select * from results
    union all
    select * from qualifying
    union all
    select * from practice
    union all
    select * from stages
),

-- A number that stands twice in one list is of two cars, or of two drivers who shared one.
cars as (
    select * from appearances
    where car_number is not null
    qualify count(*) over (partition by race_id, stated_in, list_number, car_number) = 1
),

-- Who stands twice in one list drove two cars; `9T` is the spare car of 9.
drivers as (
    select * from appearances
    where car_number not like '%T' and driver_id is not null
    qualify count(*) over (partition by race_id, stated_in, list_number, driver_id) = 1
),

tables as (
    select distinct
        stated_in,
        race_id,
        document_id,
        table_index
    from appearances
    where stated_in in ('entry', 'race_result', 'qualifying')
),

numbers as (
    select
        tables.race_id,
        tables.document_id,
        tables.stated_in,
        min(tables.table_index) as table_index,
        -- who did not qualify may be listed in another table only
        count(*) + any_value(lists.unlisted_non_starters) as cars
    from tables
    inner join intermediate.car_lists as lists
        on
            tables.race_id = lists.race_id
            and tables.stated_in = lists.list_kind
    inner join staging.table_row as rows
        on
            tables.document_id = rows.document_id
            and tables.table_index = rows.table_index
    where rows.row_kind in ('data', 'non_starter') and lists.is_about_as_long
    group by tables.race_id, tables.document_id, tables.stated_in
),

named as (
    select
        cars.*,
        facts.fact,
        case facts.fact
            when 'driver_of_car' then cars.driver_id
            when 'team_of_car' then cars.team_id
            else cars.manufacturer_id
        end as text_value
    from cars
    cross join
        (values ('driver_of_car'), ('team_of_car'), ('manufacturer_of_car')) as facts (fact)
)

select
    race_id,
    document_id,
    fact,
    car_number as subject,
    stated_in,
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
    'start_position' as fact,
    car_number as subject,
    stated_in,
    start_position as number_value,
    null as text_value,
    null as line_number,
    table_index,
    row_index
from cars
where start_position is not null
union all
select
    race_id,
    document_id,
    'car_of_driver' as fact,
    driver_id as subject,
    stated_in,
    null as number_value,
    car_number as text_value,
    null as line_number,
    table_index,
    row_index
from drivers
union all
select
    race_id,
    document_id,
    'number_of_cars' as fact,
    null as subject,
    stated_in,
    cars as number_value,
    null as text_value,
    null as line_number,
    table_index,
    null as row_index
from numbers;

comment on view intermediate.statements_of_cars is
'one row a race, fact, car or driver, and table row that states it; of a number of cars, one a table: what tables say of cars; see marts.reconciliation';
comment on column intermediate.statements_of_cars.race_id is 'the race, see core.dim_race';
comment on column intermediate.statements_of_cars.document_id is 'source document: its path below raw/';
comment on column intermediate.statements_of_cars.fact is
'driver_of_car, team_of_car, manufacturer_of_car, start_position, car_of_driver or number_of_cars';
comment on column intermediate.statements_of_cars.subject is
'the car number; of car_of_driver the driver; NULL for number_of_cars; what stands twice in one list is left out';
comment on column intermediate.statements_of_cars.stated_in is
'entry, race_result, qualifying, practice or stage_result';
comment on column intermediate.statements_of_cars.number_value is
'the value, if it is a number; a number of cars counts those who did not start, even if only another table lists them, and is left out of a part of a list';
comment on column intermediate.statements_of_cars.text_value is 'the value, if it is not: an id; of car_of_driver a car number';
comment on column intermediate.statements_of_cars.line_number is 'always NULL: in tables';
comment on column intermediate.statements_of_cars.table_index is
'source table: its number in the document, from 0';
comment on column intermediate.statements_of_cars.row_index is
'source row, see staging.table_row; NULL for number_of_cars';
