-- marts.standings
-- grain: one row a race, championship and position
-- key: race_id, championship, position
-- domain: standings
-- chart: points by entrant_name in order of championship, position
create or replace view marts.standings as
with driver_standings as (
    select
        standings.race_id,
        'driver' as championship,
        standings.position,
        standings.driver_id as entrant_id,
        drivers.driver_name as entrant_name,
        standings.points,
        standings.points_behind_leader,
        standings.position_change,
        standings.position_change_is_inferred
    from core.fct_driver_standing as standings
    inner join core.dim_driver as drivers on standings.driver_id = drivers.driver_id
),

manufacturer_standings as (
    select
        standings.race_id,
        'manufacturer' as championship,
        standings.position,
        standings.manufacturer_id as entrant_id,
        manufacturers.manufacturer_name as entrant_name,
        standings.points,
        standings.points_behind_leader,
        standings.position_change,
        standings.position_change_is_inferred
    from core.fct_manufacturer_standing as standings
    inner join core.dim_manufacturer as manufacturers
        on standings.manufacturer_id = manufacturers.manufacturer_id
),

all_standings as (
    select * from driver_standings
    union all
    select * from manufacturer_standings
),

races as (
    select * from core.dim_race
)

select
    all_standings.race_id,
    races.season_id,
    races.race_number,
    all_standings.championship,
    all_standings.position,
    all_standings.entrant_id,
    all_standings.entrant_name,
    all_standings.points,
    all_standings.points_behind_leader,
    lag(all_standings.points) over (
        partition by all_standings.race_id, all_standings.championship
        order by all_standings.position
    ) - all_standings.points as points_behind_next,
    all_standings.position_change,
    all_standings.position_change_is_inferred
from all_standings
inner join races on all_standings.race_id = races.race_id;

comment on view marts.standings is
'one row a race, championship and position: standings after each race, as far as the article lists them; never sum these points';
comment on column marts.standings.race_id is 'the race, see core.dim_race';
comment on column marts.standings.season_id is 'the season, such as cup-2023';
comment on column marts.standings.race_number is 'number of the race in its season, from 1';
comment on column marts.standings.championship is 'driver or manufacturer';
comment on column marts.standings.position is 'position after the race';
comment on column marts.standings.entrant_id is 'the driver or manufacturer';
comment on column marts.standings.entrant_name is 'name of the driver or manufacturer';
comment on column marts.standings.points is 'points after the race';
comment on column marts.standings.points_behind_leader is 'points behind the leader, as published';
comment on column marts.standings.points_behind_next is 'points behind the one listed ahead';
comment on column marts.standings.position_change is
'places moved, up is positive; NULL where the direction cannot be told';
comment on column marts.standings.position_change_is_inferred is
'the direction was inferred, not stated';
