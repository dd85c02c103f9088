-- rule: every table, column, marker and label is in the vocabulary
-- relation: quality.unrecognised
-- severity: warn
with unrecognised as (
    select * from quality.unrecognised
)

select
    document_id,
    table_index,
    row_index,
    what,
    value,
    reason
from unrecognised;
