-- core.fct_practice_result: one row a race, practice session and position
-- domain: practice
create table core.fct_practice_result (
    race_id text not null,
    session_number integer not null check (session_number > 0),
    position integer not null check (position > 0),
    car_number text,
    driver_id text not null,
    team_id text,
    manufacturer_id text,
    lap_time_seconds double check (lap_time_seconds > 0),
    speed_mph double check (speed_mph > 0),
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    primary key (race_id, session_number, position)
);

comment on table core.fct_practice_result is 'one row a race, practice session and position';
comment on column core.fct_practice_result.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.fct_practice_result.session_number is
'practice session of the weekend, from 1';
comment on column core.fct_practice_result.position is 'position in the session';
comment on column core.fct_practice_result.car_number is
'car number as painted; text, since 07 and 7 are two cars; NULL: unknown';
comment on column core.fct_practice_result.driver_id is 'the driver, see core.dim_driver';
comment on column core.fct_practice_result.team_id is 'the team, see core.dim_team; NULL: unknown';
comment on column core.fct_practice_result.manufacturer_id is
'the manufacturer, see core.dim_manufacturer; NULL: unknown';
comment on column core.fct_practice_result.lap_time_seconds is 'best lap in seconds; NULL: unknown';
comment on column core.fct_practice_result.speed_mph is
'speed of the best lap in miles per hour; NULL: unknown';
comment on column core.fct_practice_result.document_id is 'source document: its path below raw/';
comment on column core.fct_practice_result.table_index is
'source table: its number in the document, from 0';
comment on column core.fct_practice_result.row_index is
'source row: its number in the table, from 0; see staging.table_row';
