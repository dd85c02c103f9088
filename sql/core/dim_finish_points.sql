-- core.dim_finish_points: one row a series, season and finishing position: the points it is worth by rule; source: vocabulary/points_systems.csv
create table core.dim_finish_points (
    series_id text not null,
    season integer not null,
    finish_position integer not null check (finish_position > 0),
    points integer not null check (points >= 0),
    maximum_bonus_points integer not null check (maximum_bonus_points >= 0),
    primary key (series_id, season, finish_position)
);

comment on table core.dim_finish_points is 'one row a series, season and finishing position: the points it is worth by rule; source: vocabulary/points_systems.csv';
comment on column core.dim_finish_points.series_id is 'the series, see core.dim_series';
comment on column core.dim_finish_points.season is 'the year';
comment on column core.dim_finish_points.finish_position is 'finishing position';
comment on column core.dim_finish_points.points is
'points for the position, without stage points and bonuses';
comment on column core.dim_finish_points.maximum_bonus_points is
'most bonus points (laps led, win, fastest lap) that one driver can add; stage points are not among them';
