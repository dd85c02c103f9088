-- intermediate.finale_contenders
-- grain: one row a race and driver in its results who contends, or may contend, for the title in it
-- key: race_id, driver_id
-- domain: points
create or replace view intermediate.finale_contenders as
with results as (
    select distinct
        race_id,
        driver_id
    from core.fct_race_result
),

races as (
    select * from core.dim_race
),

seasons as (
    select * from core.dim_season
),

systems as (
    select * from core.dim_points_system
),

-- without the number of a race, or of the races of its season, it may be the last one
finales as (
    select
        races.race_id,
        systems.finale_contenders,
        races.race_number = seasons.scheduled_races as is_finale
    from races
    inner join seasons on races.season_id = seasons.season_id
    inner join systems
        on seasons.series_id = systems.series_id and seasons.season = systems.season
    where
        systems.finale_contenders is not null
        and (races.race_number = seasons.scheduled_races) is distinct from false
),

standings as (
    select * from core.fct_driver_standing
),

listed as (
    select
        finales.race_id,
        count(distinct standings.position) as contenders
    from finales
    inner join standings
        on
            finales.race_id = standings.race_id
            and finales.finale_contenders >= standings.position
    group by finales.race_id
)

select
    results.race_id,
    results.driver_id,
    standings.position,
    coalesce(finales.is_finale and standings.position is not null, false) as is_certain
from results
inner join finales on results.race_id = finales.race_id
left join standings
    on results.race_id = standings.race_id and results.driver_id = standings.driver_id
left join listed on results.race_id = listed.race_id
where
    standings.position <= finales.finale_contenders
    or (
        standings.position is null
        and coalesce(listed.contenders, 0) < finales.finale_contenders
    )
qualify
    row_number() over (
        partition by results.race_id, results.driver_id order by standings.position
    ) = 1;

comment on view intermediate.finale_contenders is
'one row a race and driver in its results who contends, or may contend, for the title in it: by rule the first in the standings after the last race of the season';
comment on column intermediate.finale_contenders.race_id is 'the race, see core.dim_race';
comment on column intermediate.finale_contenders.driver_id is 'the driver, see core.dim_driver';
comment on column intermediate.finale_contenders.position is
'position in the standings after the race; NULL where the article does not list him';
comment on column intermediate.finale_contenders.is_certain is
'whether the race is known to be the last one and the standings list the driver; else nobody can tell';
