-- How many dues of each duty and status an organization has itself, its members' dues included.
--
-- Reads   due (subject_id, demand_no, status), owner (subject_id, org_no), demand (demand_no, duty_no)
-- Gives   org_no, duty_no, status, n

select o.org_no, d.duty_no, due.status, count(*) as n
from due
join owner o on o.subject_id = due.subject_id
join demand d on d.demand_no = due.demand_no
group by o.org_no, d.duty_no, due.status
