-- core.dim_playoff_reset: one row a series, season and race after which the points of playoff drivers are reset; source: vocabulary/playoff_fields.csv
-- domain: playoffs
create table core.dim_playoff_reset (
    series_id text not null,
    season integer not null,
    race_number integer not null check (race_number > 0),
    primary key (series_id, season, race_number)
);

comment on table core.dim_playoff_reset is 'one row a series, season and race after which the points of playoff drivers are reset; source: vocabulary/playoff_fields.csv';
comment on column core.dim_playoff_reset.series_id is 'the series, see core.dim_series';
comment on column core.dim_playoff_reset.season is 'the year of the season, such as 2023';
comment on column core.dim_playoff_reset.race_number is 'number of the race in its season, from 1';
