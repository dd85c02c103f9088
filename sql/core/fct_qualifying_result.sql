-- core.fct_qualifying_result: one row a race and qualifying position
-- domain: qualifying
create table core.fct_qualifying_result (
    race_id text not null,
    position integer not null check (position > 0),
    car_number text,
    driver_id text not null,
    team_id text,
    manufacturer_id text,
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    primary key (race_id, position)
);

comment on table core.fct_qualifying_result is 'one row a race and qualifying position';
comment on column core.fct_qualifying_result.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.fct_qualifying_result.position is 'place in qualifying, 1 for the pole';
comment on column core.fct_qualifying_result.car_number is
'car number as painted; text, since 07 and 7 are two cars; NULL: unknown';
comment on column core.fct_qualifying_result.driver_id is 'the driver, see core.dim_driver';
comment on column core.fct_qualifying_result.team_id is
'the team, see core.dim_team; NULL: unknown';
comment on column core.fct_qualifying_result.manufacturer_id is
'the manufacturer, see core.dim_manufacturer; NULL: unknown';
comment on column core.fct_qualifying_result.document_id is 'source document: its path below raw/';
comment on column core.fct_qualifying_result.table_index is
'source table: its number in the document, from 0';
comment on column core.fct_qualifying_result.row_index is
'source row: its number in the table, from 0; see staging.table_row';
