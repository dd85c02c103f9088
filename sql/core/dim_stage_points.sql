-- core.dim_stage_points: one row a series, season and stage position that is paid: the points it is worth by rule; source: vocabulary/position_points.csv
-- domain: points
create table core.dim_stage_points (
    series_id text not null,
    season integer not null,
    stage_position integer not null check (stage_position > 0),
    points integer not null check (points >= 0),
    primary key (series_id, season, stage_position)
);

comment on table core.dim_stage_points is 'one row a series, season and stage position that is paid: the points it is worth by rule; source: vocabulary/position_points.csv';
comment on column core.dim_stage_points.series_id is 'the series, see core.dim_series';
comment on column core.dim_stage_points.season is 'the year of the season, such as 2023';
comment on column core.dim_stage_points.stage_position is
'position at the end of a stage; those beyond the last one here are worth nothing';
comment on column core.dim_stage_points.points is 'points for the position';
