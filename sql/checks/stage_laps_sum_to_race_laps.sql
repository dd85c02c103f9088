-- rule: the stages add up to the laps of the race
-- relation: core.fct_stage
-- severity: warn
with stages as (
    select
        race_id,
        sum(laps) as stage_laps
    from core.fct_stage
    group by race_id
    -- a length that is not stated is no disagreement
    having count(*) = count(laps)
),

races as (
    select * from core.dim_race
)

select
    races.race_id,
    stages.stage_laps,
    races.laps
from stages
inner join races on stages.race_id = races.race_id
where stages.stage_laps != races.laps;
