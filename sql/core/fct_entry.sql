-- core.fct_entry: one row a race and car entered; source: the entry list
-- domain: entrants
create table core.fct_entry (
    race_id text not null,
    car_number text not null,
    driver_id text not null,
    team_id text,
    manufacturer_id text,
    is_rookie boolean,
    is_points_eligible boolean,
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    primary key (race_id, car_number)
);

comment on table core.fct_entry is 'one row a race and car entered; source: the entry list';
comment on column core.fct_entry.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.fct_entry.car_number is
'car number as painted; text, since 07 and 7 are two cars';
comment on column core.fct_entry.driver_id is 'the driver, see core.dim_driver';
comment on column core.fct_entry.team_id is 'the team, see core.dim_team; NULL: unknown';
comment on column core.fct_entry.manufacturer_id is
'the manufacturer, see core.dim_manufacturer; NULL: unknown';
comment on column core.fct_entry.is_rookie is
'marked (R), here or in another table of the article; NULL where the article does not use the marker';
comment on column core.fct_entry.is_points_eligible is
'false where marked (i), here or in another table; NULL where the article does not use the marker';
comment on column core.fct_entry.document_id is 'source document: its path below raw/';
comment on column core.fct_entry.table_index is 'source table: its number in the document, from 0';
comment on column core.fct_entry.row_index is
'source row: its number in the table, from 0; see staging.table_row';
