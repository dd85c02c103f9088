-- rule: positions of a stage run from 1 to n without gaps
-- relation: core.fct_stage_result
-- severity: warn
with ranges as (
    select
        race_id,
        stage_number,
        count(*) as listed,
        min(position) as first_position,
        max(position) as last_position
    from core.fct_stage_result
    group by race_id, stage_number
)

select
    race_id,
    stage_number,
    listed,
    first_position,
    last_position
from ranges
where first_position != 1 or last_position != listed;
