-- rule: a driver marked ineligible scores no points
-- relation: core.fct_race_result
-- severity: warn
with results as (
    select * from marts.race_results
)

select
    race_id,
    finish_position,
    driver_name,
    points
from results
where is_points_eligible is false and points != 0;
