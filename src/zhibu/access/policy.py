"""The policy: which post may see or do what, over which part of the tree.

Read a line as: “whoever holds the post of this column may do this over …”

    self    what concerns oneself
    here    the organization of the post, and no other
    below   the organization of the post and everything under it
    own     a post in a branch or group: below; a post above the branch: here
    -       nothing

A member has the column ``member`` in the organization that he or she belongs to. Whoever holds several
posts may do what any of them allows. The system administrator holds no post and sees no personal data.
What is not in the table is not allowed; what one may not see does not exist for one (404).
"""

from enum import StrEnum

from zhibu.plans.codes import Code


class Role(Code):
    """The posts (任职), and the two columns that are not held by appointment."""

    MEMBER = "member", "党员"
    GROUP_LEADER = "leader", "党小组长"
    COMMITTEE_MEMBER = "committee", "支部委员"
    SECRETARY = "secretary", "党支部书记"
    STAFF = "staff", "党（工）委工作人员"
    COUNTY = "county", "县委组织部工作人员"
    INSTRUCTOR = "instructor", "党建指导员"
    INSPECTOR = "inspector", "督导员"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "admin", "系统管理员"


class Ability(Code):
    """The lines of the table."""

    SEE_ORGANIZATIONS = "see_organizations", "查看党组织"
    SEE_MEMBERS = "see_members", "查看党员"
    SEE_PHONES = "see_phones", "查看完整的电话"
    SEE_ID_NUMBERS = "see_id_numbers", "查看完整的身份证号"
    KEEP_ORGANIZATIONS = "keep_organizations", "设立、调整党组织"
    KEEP_MEMBERS = "keep_members", "维护党员名册"
    IMPORT_MEMBERS = "import_members", "从表格导入"
    EXPORT_MEMBERS = "export_members", "导出名册"
    APPOINT = "appoint", "任职、免职与党员账号"
    SEE_DUES = "see_dues", "查看应办事项"
    SEE_NEEDS = "see_needs", "查看哪里要帮一把"
    SEE_OFFERS = "see_offers", "查看帮助"
    OFFER_HELP = "offer_help", "提供帮助"
    ANSWER_OFFERS = "answer_offers", "答复帮助"
    SEE_RECORDS = "see_records", "查看活动记录"
    KEEP_RECORDS = "keep_records", "记录活动"
    ASK_LEAVE = "ask_leave", "请假、申请免除"
    SEE_LEAVE = "see_leave", "查看请假和免除的原因"
    DECIDE_LEAVE = "decide_leave", "批准请假和免除"
    EXEMPT_BELOW = "exempt_below", "批准下级党组织的免除"
    SEE_PLANS = "see_plans", "查看方案"
    ISSUE_PLANS = "issue_plans", "印发方案"
    SEE_VISITS = "see_visits", "查看走访与事项"
    NOTE_VISITS = "note_visits", "记走访、提事项"
    ANSWER_MATTERS = "answer_matters", "回复事项"
    DRAW_SAMPLES = "draw_samples", "随机抽取"
    SEE_AUDIT = "see_audit", "查看操作记录"
    KEEP_ACCOUNTS = "keep_accounts", "起步与账号"


class Part(StrEnum):
    """Over which part of the tree."""

    NOTHING = "-"
    SELF = "self"
    HERE = "here"
    OWN = "own"
    BELOW = "below"


TABLE = """
                    member leader committee secretary staff county instructor inspector auditor admin
see_organizations   here   below  below     below     below below  below      below     below   -
see_members         self   below  below     below     below below  below      below     -       -
see_phones          self   below  below     below     below below  -          -         -       -
see_id_numbers      self   -      -         below     below below  -          -         -       -
keep_organizations  -      -      -         -         below below  -          -         -       -
keep_members        -      -      -         below     below below  -          -         -       -
import_members      -      -      -         -         below below  -          -         -       -
export_members      -      -      -         below     below below  -          -         -       -
appoint             -      -      -         -         below below  -          -         -       -
see_dues            self   below  below     below     below below  below      below     -       -
see_needs           -      -      -         -         below below  below      below     -       -
see_offers          -      below  below     below     below below  below      below     -       -
offer_help          -      -      -         -         below below  below      -         -       -
answer_offers       -      -      below     below     -     -      -          -         -       -
see_records         self   below  below     below     below below  below      below     -       -
keep_records        -      own    own       own       here  here   -          -         -       -
ask_leave           self   -      -         own       here  -      -          -         -       -
see_leave           self   -      -         own       -     -      -          -         -       -
decide_leave        -      -      own       own       -     -      -          -         -       -
exempt_below        -      -      -         -         below below  -          -         -       -
see_plans           here   here   here      here      below below  here       here      here    -
issue_plans         -      -      -         -         below below  -          -         -       -
see_visits          -      -      below     below     below below  below      below     -       -
note_visits         -      -      -         -         below below  below      below     -       -
answer_matters      -      -      below     below     -     -      -          -         -       -
draw_samples        -      -      -         -         below below  -          below     -       -
see_audit           -      -      -         -         -     -      -          -         below   -
keep_accounts       -      -      -         -         -     -      -          -         -       below
"""


def _read(table: str) -> dict[Role, dict[Ability, Part]]:
    """Every line and every column exactly once, or the program does not start."""
    header, *lines = [line.split() for line in table.strip().splitlines()]
    columns = [Role(name) for name in header]
    rows = {Ability(name): [Part(cell) for cell in cells] for name, *cells in lines}
    assert set(columns) == set(Role) and set(rows) == set(Ability) and len(lines) == len(rows)
    assert all(len(cells) == len(columns) for cells in rows.values())
    return {
        role: {ability: cells[number] for ability, cells in rows.items()}
        for number, role in enumerate(columns)
    }


POLICY = _read(TABLE)


def part(role: Role, ability: Ability) -> Part:
    return POLICY[role][ability]
