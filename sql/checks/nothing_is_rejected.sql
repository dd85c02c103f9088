-- rule: every file, document, row and cell could be loaded
-- relation: quality.rejected
-- severity: warn
with rejected as (
    select * from quality.rejected
)

select
    document_id,
    table_index,
    row_index,
    level,
    reason
from rejected;
