-- The same counts over whole subtrees.
--
-- Reads   own (org_no, duty_no, status, n), above (org_no, above_no)      every organization stands above itself
-- Gives   org_no, duty_no, status, n

select a.above_no as org_no, o.duty_no, o.status, coalesce(sum(o.n), 0) as n
from own o
join above a on a.org_no = o.org_no
group by a.above_no, o.duty_no, o.status
