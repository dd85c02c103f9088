-- marts.weekend_progression
-- grain: one row a race and driver
-- key: race_id, driver_id
-- domain: results
create or replace view marts.weekend_progression as
with drivers as (
    select * from core.dim_driver
),

appearances as (
    select
        race_id,
        driver_id,
        'entry' as phase,
        null as position
    from core.fct_entry
    union all
    select
        race_id,
        driver_id,
        'practice' as phase,
        position
    from core.fct_practice_result
    union all
    select
        race_id,
        driver_id,
        'qualifying' as phase,
        position
    from core.fct_qualifying_result
    union all
    select
        race_id,
        driver_id,
        concat('stage_', stage_number) as phase,
        position
    from core.fct_stage_result
    union all
    select
        race_id,
        driver_id,
        'finish' as phase,
        null as position
    from core.fct_race_result
),

-- Who drove two cars is told of with the better one, start and finish alike.
results as (
    select * from core.fct_race_result
    qualify row_number() over (partition by race_id, driver_id order by finish_position) = 1
),

progressions as (
    select
        race_id,
        driver_id,
        min(position) filter (where phase = 'practice') as practice_position,
        min(position) filter (where phase = 'qualifying') as qualifying_position,
        min(position) filter (where phase = 'stage_1') as stage_1_position,
        min(position) filter (where phase = 'stage_2') as stage_2_position,
        min(position) filter (where phase = 'stage_3') as stage_3_position
    from appearances
    group by race_id, driver_id
)

select
    progressions.race_id,
    progressions.driver_id,
    drivers.driver_name,
    progressions.practice_position,
    progressions.qualifying_position,
    results.start_position,
    progressions.stage_1_position,
    progressions.stage_2_position,
    progressions.stage_3_position,
    results.finish_position
from progressions
inner join drivers on progressions.driver_id = drivers.driver_id
left join results
    on progressions.race_id = results.race_id and progressions.driver_id = results.driver_id;

comment on view marts.weekend_progression is
'one row a race and driver: position of each driver through the weekend';
comment on column marts.weekend_progression.race_id is 'the race, see core.dim_race';
comment on column marts.weekend_progression.driver_id is 'the driver, see core.dim_driver';
comment on column marts.weekend_progression.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.weekend_progression.practice_position is
'best position in a listed practice session';
comment on column marts.weekend_progression.qualifying_position is
'place in qualifying, 1 for the pole';
comment on column marts.weekend_progression.start_position is
'place on the grid, 1 for the first; of who drove two cars, of the one that finished better';
comment on column marts.weekend_progression.stage_1_position is
'position at the end of stage 1, if listed';
comment on column marts.weekend_progression.stage_2_position is
'position at the end of stage 2, if listed';
comment on column marts.weekend_progression.stage_3_position is
'position at the end of stage 3 of races with four stages, if listed';
comment on column marts.weekend_progression.finish_position is
'place at the finish, 1 for the winner; of who drove two cars, of the one that finished better';
