-- rule: qualifying positions run from 1 to n without gaps
-- relation: core.fct_qualifying_result
-- severity: warn
with ranges as (
    select
        race_id,
        count(*) as listed,
        min(position) as first_position,
        max(position) as last_position
    from core.fct_qualifying_result
    group by race_id
)

select
    race_id,
    listed,
    first_position,
    last_position
from ranges
where first_position != 1 or last_position != listed;
