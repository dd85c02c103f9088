-- rule: a manufacturer's points are those after the race before, or of the season so far, plus the finish points of its best car
-- relation: core.fct_manufacturer_standing
-- severity: warn
with roll_forward as (
    select * from marts.manufacturer_roll_forward
)

select
    race_id,
    manufacturer_name,
    race_points,
    published_before,
    season_points,
    published_points,
    coalesce(race_difference, season_difference) as difference
from roll_forward
where status = 'adjustment_candidate';
