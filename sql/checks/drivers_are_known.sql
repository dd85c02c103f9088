-- rule: every driver that a fact or race names is in dim_driver
-- relation: core.dim_driver
-- severity: error
with mentions as (
    select
        'core.fct_entry' as relation,
        driver_id,
        document_id
    from core.fct_entry
    union all
    select
        'core.fct_practice_result' as relation,
        driver_id,
        document_id
    from core.fct_practice_result
    union all
    select
        'core.fct_qualifying_result' as relation,
        driver_id,
        document_id
    from core.fct_qualifying_result
    union all
    select
        'core.fct_stage_result' as relation,
        driver_id,
        document_id
    from core.fct_stage_result
    union all
    select
        'core.fct_race_result' as relation,
        driver_id,
        document_id
    from core.fct_race_result
    union all
    select
        'core.fct_qualifying_round' as relation,
        driver_id,
        document_id
    from core.fct_qualifying_round
    union all
    select
        'core.fct_driver_standing' as relation,
        driver_id,
        document_id
    from core.fct_driver_standing
    union all
    select
        'core.dim_race' as relation,
        pole_driver_id as driver_id,
        document_id
    from core.dim_race
    union all
    select
        'core.dim_race' as relation,
        most_laps_led_driver_id as driver_id,
        document_id
    from core.dim_race
    union all
    select
        'core.dim_race' as relation,
        winner_driver_id as driver_id,
        document_id
    from core.dim_race
),

known as (
    select * from core.dim_driver
)

select distinct
    mentions.relation,
    mentions.driver_id,
    mentions.document_id
from mentions
left join known on mentions.driver_id = known.driver_id
where mentions.driver_id is not null and known.driver_id is null;
