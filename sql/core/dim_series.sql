-- core.dim_series: one row a series; source: vocabulary/series.csv
-- domain: races
create table core.dim_series (
    series_id text not null,
    series_name text not null,
    primary key (series_id)
);

comment on table core.dim_series is 'one row a series; source: vocabulary/series.csv';
comment on column core.dim_series.series_id is 'the series, such as cup';
comment on column core.dim_series.series_name is 'its name today';
