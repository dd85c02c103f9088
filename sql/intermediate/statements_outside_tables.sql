-- intermediate.statements_outside_tables
-- grain: one row a race, fact and line or computation that states it
-- key: race_id, fact, subject, stated_in, line_number, table_index, row_index
-- domain: statements
create or replace view intermediate.statements_outside_tables as
with statements as (
    select * from quality.race_statement
),

-- The first statement of each quantity.
sizes as (
    select
        race_id,
        document_id,
        arg_min(number_value, statement_number) filter (where field = 'laps') as laps,
        arg_min(number_value, statement_number) filter (
            where field = 'track_length_miles'
        ) as track_length_miles,
        arg_min(number_value, statement_number) filter (
            where field = 'distance_miles'
        ) as distance_miles,
        arg_min(number_value, statement_number) filter (
            where field = 'average_speed_mph'
        ) as average_speed_mph,
        arg_min(number_value, statement_number) filter (
            where field = 'race_time_seconds'
        ) as race_time_seconds,
        min(line_number) filter (where field = 'track_length_miles') as track_length_line,
        min(line_number) filter (where field = 'race_time_seconds') as race_time_line
    from statements
    group by race_id, document_id
)

select
    race_id,
    document_id,
    field as fact,
    cast(null as text) as subject,
    stated_in,
    case when text_value is null then number_value end as number_value,
    text_value,
    line_number,
    cast(null as integer) as table_index,
    cast(null as integer) as row_index
from statements
where
    text_value is null
    or field in (
        'race_date',
        'track_id',
        'pole_driver_id',
        'pole_team_id',
        'most_laps_led_driver_id',
        'most_laps_led_team_id',
        'winner_driver_id',
        'winner_team_id',
        'winner_car_number'
    )
union all
select
    race_id,
    document_id,
    'season' as fact,
    null as subject,
    stated_in,
    number_value,
    null as text_value,
    line_number,
    null as table_index,
    null as row_index
from statements
where field = 'race_date' and number_value is not null
union all
select
    race_id,
    document_id,
    'distance_miles' as fact,
    null as subject,
    'computed' as stated_in,
    track_length_miles * laps as number_value,
    null as text_value,
    track_length_line as line_number,
    null as table_index,
    null as row_index
from sizes
where track_length_miles * laps is not null
union all
select
    race_id,
    document_id,
    'average_speed_mph' as fact,
    null as subject,
    'computed' as stated_in,
    distance_miles * 3600 / race_time_seconds as number_value,
    null as text_value,
    race_time_line as line_number,
    null as table_index,
    null as row_index
from sizes
where distance_miles * 3600 / race_time_seconds is not null
union all
select
    race_id,
    document_id,
    'track_length_miles' as fact,
    null as subject,
    'computed' as stated_in,
    average_speed_mph * race_time_seconds / 3600 / laps as number_value,
    null as text_value,
    race_time_line as line_number,
    null as table_index,
    null as row_index
from sizes
where average_speed_mph * race_time_seconds / 3600 / laps is not null;

comment on view intermediate.statements_outside_tables is
'one row a race, fact and line or computation that states it: what infobox, statistics and lead state, and what some of these values give for another; see marts.reconciliation';
comment on column intermediate.statements_outside_tables.race_id is 'the race, see core.dim_race';
comment on column intermediate.statements_outside_tables.document_id is
'source document: its path below raw/';
comment on column intermediate.statements_outside_tables.fact is
'what is stated: a field of quality.race_statement';
comment on column intermediate.statements_outside_tables.subject is 'always NULL: the race';
comment on column intermediate.statements_outside_tables.stated_in is
'infobox, statistics, lead; computed: distance from track length and laps, average speed from distance and time, track length from speed, time and laps';
comment on column intermediate.statements_outside_tables.number_value is 'the value, if it is a number';
comment on column intermediate.statements_outside_tables.text_value is
'the value, if it is not; names that have many right forms, such as that of the race, are left out';
comment on column intermediate.statements_outside_tables.line_number is
'line of the document; of a computed value, that of the track length or the time';
comment on column intermediate.statements_outside_tables.table_index is 'always NULL: outside tables';
comment on column intermediate.statements_outside_tables.row_index is 'always NULL: outside tables';
