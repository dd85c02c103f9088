-- marts.team_season
-- grain: one row a season and team
-- key: season_id, team_id
-- domain: seasons
-- chart: points by team_name
create or replace view marts.team_season as
with results as (
    select * from marts.race_results
),

teams as (
    select * from core.dim_team
),

totals as (
    select
        season_id,
        series_id,
        season,
        team_id,
        count(distinct race_id) as races,
        count(*) as starts,
        count(*) filter (where finish_position = 1) as wins,
        count(*) filter (where finish_position <= 5) as top_fives,
        count(*) filter (where finish_position <= 10) as top_tens,
        avg(start_position) as average_start,
        avg(finish_position) as average_finish,
        min(finish_position) as best_finish,
        cast(sum(laps_completed) as integer) as laps_completed,
        cast(sum(laps_led) as integer) as laps_led,
        cast(sum(points) as integer) as points
    from results
    where team_id is not null
    group by season_id, series_id, season, team_id
),

poles as (
    select
        races.season_id,
        qualifying.team_id,
        count(*) as poles
    from core.fct_qualifying_result as qualifying
    inner join core.dim_race as races on qualifying.race_id = races.race_id
    where qualifying.position = 1
    group by races.season_id, qualifying.team_id
),

stages as (
    select
        races.season_id,
        stage_results.team_id,
        count(*) filter (where stage_results.position = 1) as stage_wins,
        cast(sum(stage_results.stage_points) as integer) as stage_points
    from core.fct_stage_result as stage_results
    inner join core.dim_race as races on stage_results.race_id = races.race_id
    group by races.season_id, stage_results.team_id
)

select
    totals.season_id,
    totals.series_id,
    totals.season,
    totals.team_id,
    teams.team_name,
    totals.races,
    totals.starts,
    totals.wins,
    coalesce(poles.poles, 0) as poles,
    totals.top_fives,
    totals.top_tens,
    totals.average_start,
    totals.average_finish,
    totals.best_finish,
    totals.laps_completed,
    totals.laps_led,
    totals.points,
    coalesce(stages.stage_wins, 0) as stage_wins,
    coalesce(stages.stage_points, 0) as stage_points
from totals
inner join teams on totals.team_id = teams.team_id
left join poles
    on
        totals.season_id = poles.season_id
        and totals.team_id = poles.team_id
left join stages
    on
        totals.season_id = stages.season_id
        and totals.team_id = stages.team_id;

comment on view marts.team_season is
'one row a season and team: totals over the races of the season that are in this warehouse; a season total only if all its races are';
comment on column marts.team_season.season_id is 'the season, such as cup-2023';
comment on column marts.team_season.series_id is 'the series, see core.dim_series';
comment on column marts.team_season.season is 'the year of the season, such as 2023';
comment on column marts.team_season.team_id is 'the team, see core.dim_team';
comment on column marts.team_season.team_name is 'name of the team, in the spelling used most';
comment on column marts.team_season.races is 'races with at least one start';
comment on column marts.team_season.starts is 'cars started';
comment on column marts.team_season.wins is 'races won';
comment on column marts.team_season.poles is
'times first in a listed qualifying; 0 where none is listed';
comment on column marts.team_season.top_fives is 'finishes in the first five';
comment on column marts.team_season.top_tens is 'finishes in the first ten';
comment on column marts.team_season.average_start is 'average starting position';
comment on column marts.team_season.average_finish is 'average finishing position';
comment on column marts.team_season.best_finish is 'best finishing position';
comment on column marts.team_season.laps_completed is 'laps run in these races, by all its cars';
comment on column marts.team_season.laps_led is 'laps led; NULL where no article says';
comment on column marts.team_season.points is 'sum of the driver points of its cars as published';
comment on column marts.team_season.stage_wins is
'stages won, as far as stage results are listed; without the last stage, which is the race';
comment on column marts.team_season.stage_points is 'points from stages';
