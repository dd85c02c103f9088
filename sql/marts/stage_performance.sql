-- marts.stage_performance
-- grain: one row a race, stage and position
-- key: race_id, stage_number, position
-- domain: stages
create or replace view marts.stage_performance as
with stage_results as (
    select * from core.fct_stage_result
),

stages as (
    select * from core.fct_stage
),

results as (
    select * from marts.race_results
),

names as (
    select
        stage_results.*,
        stages.laps,
        stages.end_lap,
        drivers.driver_name,
        teams.team_name,
        manufacturers.manufacturer_name
    from stage_results
    inner join core.dim_driver as drivers on stage_results.driver_id = drivers.driver_id
    left join core.dim_team as teams on stage_results.team_id = teams.team_id
    left join core.dim_manufacturer as manufacturers
        on stage_results.manufacturer_id = manufacturers.manufacturer_id
    left join stages
        on
            stage_results.race_id = stages.race_id
            and stage_results.stage_number = stages.stage_number
)

select
    names.race_id,
    names.stage_number,
    names.laps,
    names.end_lap,
    names.position,
    names.car_number,
    names.driver_id,
    names.driver_name,
    names.team_name,
    names.manufacturer_name,
    names.stage_points,
    previous_stages.position as previous_stage_position,
    results.start_position,
    results.finish_position,
    names.position - results.finish_position as positions_gained_to_finish
from names
left join stage_results as previous_stages
    on
        names.race_id = previous_stages.race_id
        and names.driver_id = previous_stages.driver_id
        and coalesce(names.car_number, previous_stages.car_number, '')
        = coalesce(previous_stages.car_number, names.car_number, '')
        and names.stage_number = previous_stages.stage_number + 1
left join results
    on
        names.race_id = results.race_id
        and names.driver_id = results.driver_id
        and coalesce(names.car_number, results.car_number, '')
        = coalesce(results.car_number, names.car_number, '')
-- a driver in two cars, in tables without car numbers: the better result counts
qualify
    row_number() over (
        partition by names.race_id, names.stage_number, names.position
        order by results.finish_position, previous_stages.position
    ) = 1;

comment on view marts.stage_performance is
'one row a race, stage and position: who scored in each stage, where they came from and where they ended';
comment on column marts.stage_performance.race_id is 'the race, see core.dim_race';
comment on column marts.stage_performance.stage_number is 'stage, from 1';
comment on column marts.stage_performance.laps is 'laps of the stage';
comment on column marts.stage_performance.end_lap is 'lap on which the stage ends';
comment on column marts.stage_performance.position is 'position at the end of the stage';
comment on column marts.stage_performance.car_number is
'car number as painted; text, since 07 and 7 are two cars';
comment on column marts.stage_performance.driver_id is 'the driver, see core.dim_driver';
comment on column marts.stage_performance.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.stage_performance.team_name is
'name of the team, in the spelling used most';
comment on column marts.stage_performance.manufacturer_name is
'name of the make, in the spelling used most, such as Chevrolet';
comment on column marts.stage_performance.stage_points is
'points for the position in the stage, as published';
comment on column marts.stage_performance.previous_stage_position is
'position at the end of the stage before; NULL if outside the listed ones';
comment on column marts.stage_performance.start_position is 'place on the grid, 1 for the first';
comment on column marts.stage_performance.finish_position is
'place at the finish, 1 for the winner';
comment on column marts.stage_performance.positions_gained_to_finish is
'places won from the end of the stage to the finish, negative if lost';
