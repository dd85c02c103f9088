-- marts.teammate_comparison
-- grain: one row a race and pair of teammates
-- key: race_id, team_id, driver_id, teammate_id
-- domain: results
create or replace view marts.teammate_comparison as
with results as (
    select * from marts.race_results
),

best_cars as (
    select * from results
    qualify
        row_number() over (
            partition by race_id, team_id, driver_id order by finish_position
        ) = 1
),

qualifying as (
    select * from core.fct_qualifying_result
),

drivers as (
    select
        best_cars.*,
        qualifying.position as qualifying_position
    from best_cars
    left join qualifying
        on
            best_cars.race_id = qualifying.race_id
            and best_cars.driver_id = qualifying.driver_id
            and coalesce(best_cars.car_number, qualifying.car_number, '')
            = coalesce(qualifying.car_number, best_cars.car_number, '')
    qualify
        row_number() over (
            partition by best_cars.race_id, best_cars.finish_position
            order by qualifying.position
        ) = 1
)

select
    drivers.race_id,
    drivers.season_id,
    drivers.race_number,
    drivers.team_id,
    drivers.team_name,
    drivers.driver_id,
    drivers.driver_name,
    teammates.driver_id as teammate_id,
    teammates.driver_name as teammate_name,
    drivers.qualifying_position,
    teammates.qualifying_position as teammate_qualifying_position,
    drivers.finish_position,
    teammates.finish_position as teammate_finish_position,
    drivers.points,
    teammates.points as teammate_points,
    teammates.qualifying_position - drivers.qualifying_position as qualifying_advantage,
    teammates.finish_position - drivers.finish_position as finish_advantage,
    drivers.points - teammates.points as points_advantage
from drivers
inner join drivers as teammates
    on
        drivers.race_id = teammates.race_id
        and drivers.team_id = teammates.team_id
        and drivers.driver_id < teammates.driver_id;

comment on view marts.teammate_comparison is
'one row a race and pair of teammates: drivers of one team in one race, side by side; each pair once';
comment on column marts.teammate_comparison.race_id is 'the race, see core.dim_race';
comment on column marts.teammate_comparison.season_id is 'the season, such as cup-2023';
comment on column marts.teammate_comparison.race_number is
'number of the race in its season, from 1';
comment on column marts.teammate_comparison.team_id is 'the team, see core.dim_team';
comment on column marts.teammate_comparison.team_name is
'name of the team, in the spelling used most';
comment on column marts.teammate_comparison.driver_id is 'the driver, see core.dim_driver';
comment on column marts.teammate_comparison.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.teammate_comparison.teammate_id is
'the other driver, later in the alphabet of ids';
comment on column marts.teammate_comparison.teammate_name is 'name of the other driver';
comment on column marts.teammate_comparison.qualifying_position is
'place in qualifying, 1 for the pole';
comment on column marts.teammate_comparison.teammate_qualifying_position is
'qualifying position of the other';
comment on column marts.teammate_comparison.finish_position is
'place at the finish, 1 for the winner';
comment on column marts.teammate_comparison.teammate_finish_position is
'finishing position of the other';
comment on column marts.teammate_comparison.points is
'driver points of the race as published, stage points included; NULL: unknown';
comment on column marts.teammate_comparison.teammate_points is 'points of the other';
comment on column marts.teammate_comparison.qualifying_advantage is
'places by which the driver qualified ahead, negative if behind';
comment on column marts.teammate_comparison.finish_advantage is
'places by which the driver finished ahead, negative if behind';
comment on column marts.teammate_comparison.points_advantage is
'points that the driver scored more, negative if fewer';
