-- rule: who stood ahead before the race, by movement, had no fewer points before it
-- relation: core.fct_driver_standing
-- severity: warn
with before_race as (
    select
        *,
        -- a penalty between the races is in one of the two
        least(points_before, published_points_before) as fewest_points_before,
        greatest(points_before, published_points_before) as most_points_before
    from marts.standings_before_race
    where not movement_agrees
)

select
    ahead.race_id,
    ahead.driver_name as ahead_driver_name,
    ahead.position_before as ahead_position_before,
    ahead.most_points_before as ahead_points_before,
    behind.driver_name as behind_driver_name,
    behind.position_before as behind_position_before,
    behind.fewest_points_before as behind_points_before
from before_race as ahead
inner join before_race as behind
    on
        ahead.race_id = behind.race_id
        and ahead.position_before < behind.position_before
where ahead.most_points_before < behind.fewest_points_before;
