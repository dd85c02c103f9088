-- rule: a driver has one position in the result of a race: two persons have two ids
-- relation: core.fct_race_result
-- severity: warn
with results as (
    select * from core.fct_race_result
)

select
    race_id,
    driver_id,
    count(*) as positions,
    min(finish_position) as first_position,
    max(finish_position) as last_position
from results
group by race_id, driver_id
having count(*) > 1;
