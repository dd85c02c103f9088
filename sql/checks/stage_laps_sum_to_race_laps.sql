-- rule: the stages add up to the laps of the race
-- relation: core.fct_stage
-- severity: warn
with stages as (
    select
        race_id,
        sum(laps) as stage_laps,
        count(*) filter (where laps is null) as unknown_stages
    from core.fct_stage
    group by race_id
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
where stages.stage_laps != races.laps or stages.unknown_stages > 0;
