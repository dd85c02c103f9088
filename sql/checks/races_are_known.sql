-- rule: every race that a fact names is in dim_race
-- relation: core.dim_race
-- severity: error
with mentions as (
    select
        'core.fct_entry' as relation,
        race_id,
        document_id
    from core.fct_entry
    union all
    select
        'core.fct_practice_result' as relation,
        race_id,
        document_id
    from core.fct_practice_result
    union all
    select
        'core.fct_qualifying_result' as relation,
        race_id,
        document_id
    from core.fct_qualifying_result
    union all
    select
        'core.fct_qualifying_round' as relation,
        race_id,
        document_id
    from core.fct_qualifying_round
    union all
    select
        'core.fct_stage' as relation,
        race_id,
        document_id
    from core.fct_stage
    union all
    select
        'core.fct_stage_result' as relation,
        race_id,
        document_id
    from core.fct_stage_result
    union all
    select
        'core.fct_race_result' as relation,
        race_id,
        document_id
    from core.fct_race_result
    union all
    select
        'core.fct_driver_standing' as relation,
        race_id,
        document_id
    from core.fct_driver_standing
    union all
    select
        'core.fct_manufacturer_standing' as relation,
        race_id,
        document_id
    from core.fct_manufacturer_standing
    union all
    select
        'core.fct_broadcast_crew' as relation,
        race_id,
        document_id
    from core.fct_broadcast_crew
),

known as (
    select * from core.dim_race
)

select distinct
    mentions.relation,
    mentions.race_id,
    mentions.document_id
from mentions
left join known on mentions.race_id = known.race_id
where mentions.race_id is not null and known.race_id is null;
