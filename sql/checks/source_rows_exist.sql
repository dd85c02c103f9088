-- rule: every fact row has its source row in staging
-- relation: staging.table_row
-- severity: error
with facts as (
    select
        'core.fct_entry' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_entry
    union all
    select
        'core.fct_practice_result' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_practice_result
    union all
    select
        'core.fct_qualifying_result' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_qualifying_result
    union all
    select
        'core.fct_qualifying_round' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_qualifying_round
    union all
    select
        'core.fct_stage' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_stage
    union all
    select
        'core.fct_stage_result' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_stage_result
    union all
    select
        'core.fct_race_result' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_race_result
    union all
    select
        'core.fct_driver_standing' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_driver_standing
    union all
    select
        'core.fct_manufacturer_standing' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_manufacturer_standing
    union all
    select
        'core.fct_broadcast_crew' as relation,
        document_id,
        table_index,
        row_index
    from core.fct_broadcast_crew
)

select
    facts.relation,
    facts.document_id,
    facts.table_index,
    facts.row_index
from facts
left join staging.table_row as source_rows
    on
        facts.document_id = source_rows.document_id
        and facts.table_index = source_rows.table_index
        and facts.row_index = source_rows.row_index
where source_rows.document_id is null;
