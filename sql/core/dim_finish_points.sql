-- core.dim_finish_points: one row a series, season and finishing position: the points it is worth by rule; source: vocabulary/position_points.csv
-- domain: points
create table core.dim_finish_points (
    series_id text not null,
    season integer not null,
    finish_position integer not null check (finish_position > 0),
    points integer not null check (points >= 0),
    primary key (series_id, season, finish_position)
);

comment on table core.dim_finish_points is 'one row a series, season and finishing position: the points it is worth by rule; source: vocabulary/position_points.csv';
comment on column core.dim_finish_points.series_id is 'the series, see core.dim_series';
comment on column core.dim_finish_points.season is 'the year of the season, such as 2023';
comment on column core.dim_finish_points.finish_position is 'place at the finish, 1 for the winner';
comment on column core.dim_finish_points.points is
'points for the position, without stage points and bonuses, which core.dim_points_system has';
