-- rule: the gap to the leader is the difference of the points
-- relation: core.fct_driver_standing
-- severity: warn
with standings as (
    select * from marts.standings
),

leaders as (
    select * from standings
    where position = 1
)

select
    standings.race_id,
    standings.championship,
    standings.position,
    standings.entrant_name,
    standings.points_behind_leader,
    leaders.points - standings.points as computed_gap
from standings
inner join leaders
    on
        standings.race_id = leaders.race_id
        and standings.championship = leaders.championship
where standings.points_behind_leader != leaders.points - standings.points;
