-- rule: finishing positions run from 1 to n without gaps
-- relation: core.fct_race_result
-- severity: warn
with ranges as (
    select
        race_id,
        count(*) as listed,
        min(finish_position) as first_position,
        max(finish_position) as last_position
    from core.fct_race_result
    group by race_id
)

select
    race_id,
    listed,
    first_position,
    last_position
from ranges
where first_position != 1 or last_position != listed;
