-- rule: the points of a driver who scores are those of the rules of the season
-- relation: core.fct_race_result
-- severity: warn
with audits as (
    select * from marts.points_audit
)

select
    race_id,
    finish_position,
    driver_name,
    published_points,
    points_by_rule,
    difference,
    status,
    reason
from audits
where
    status in ('mismatch', 'adjustment_candidate')
    -- who is marked ineligible is the matter of a rule of its own
    and is_points_eligible is distinct from false;
