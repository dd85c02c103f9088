-- rule: points are finish points plus stage points (plus at most the bonuses of the season)
-- relation: core.fct_race_result
-- severity: warn
with breakdowns as (
    select * from marts.points_breakdown
)

select
    race_id,
    finish_position,
    driver_name,
    total_points,
    published_points,
    difference
from breakdowns
where
    is_points_eligible is distinct from false
    -- without a marker nobody can tell a driver who is not eligible from one who is
    and not (is_points_eligible is null and published_points = 0)
    and not difference between 0 and maximum_bonus_points;
