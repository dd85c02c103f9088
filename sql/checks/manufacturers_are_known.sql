-- rule: every manufacturer that a fact names is in dim_manufacturer
-- relation: core.dim_manufacturer
-- severity: error
with mentions as (
    select
        'core.fct_entry' as relation,
        manufacturer_id,
        document_id
    from core.fct_entry
    union all
    select
        'core.fct_practice_result' as relation,
        manufacturer_id,
        document_id
    from core.fct_practice_result
    union all
    select
        'core.fct_qualifying_result' as relation,
        manufacturer_id,
        document_id
    from core.fct_qualifying_result
    union all
    select
        'core.fct_stage_result' as relation,
        manufacturer_id,
        document_id
    from core.fct_stage_result
    union all
    select
        'core.fct_race_result' as relation,
        manufacturer_id,
        document_id
    from core.fct_race_result
    union all
    select
        'core.fct_manufacturer_standing' as relation,
        manufacturer_id,
        document_id
    from core.fct_manufacturer_standing
),

known as (
    select * from core.dim_manufacturer
)

select distinct
    mentions.relation,
    mentions.manufacturer_id,
    mentions.document_id
from mentions
left join known on mentions.manufacturer_id = known.manufacturer_id
where mentions.manufacturer_id is not null and known.manufacturer_id is null;
