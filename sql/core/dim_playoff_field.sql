-- core.dim_playoff_field: one row a series and season with playoffs: how many drivers they take; source: vocabulary/playoff_fields.csv
create table core.dim_playoff_field (
    series_id text not null,
    season integer not null,
    drivers integer not null check (drivers > 0),
    primary key (series_id, season)
);

comment on table core.dim_playoff_field is 'one row a series and season with playoffs: how many drivers they take; source: vocabulary/playoff_fields.csv';
comment on column core.dim_playoff_field.series_id is 'the series, see core.dim_series';
comment on column core.dim_playoff_field.season is 'the year';
comment on column core.dim_playoff_field.drivers is 'drivers in the playoffs';
