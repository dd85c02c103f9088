-- rule: every data row of a loaded document is in a fact, or in quality.rejected
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
),

data_rows as (
    select table_rows.*
    from staging.table_row as table_rows
    inner join staging.document as documents
        on table_rows.document_id = documents.document_id
    where documents.is_loaded and table_rows.row_kind = 'data'
)

select
    data_rows.document_id,
    data_rows.table_index,
    data_rows.row_index,
    data_rows.table_kind
from data_rows
left join facts
    on
        data_rows.document_id = facts.document_id
        and data_rows.table_index = facts.table_index
        and data_rows.row_index = facts.row_index
left join quality.rejected as rejected
    on
        data_rows.document_id = rejected.document_id
        and data_rows.table_index = rejected.table_index
        and (data_rows.row_index = rejected.row_index or rejected.level = 'table')
where facts.document_id is null and rejected.document_id is null;
