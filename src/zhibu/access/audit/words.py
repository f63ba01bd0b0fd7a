"""What events are called: verbs, kinds of objects, and fields that no model names.

A verb without a line here fails a test: the auditor reads words, not identifiers.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Any] = {
    # organizations and members
    "found_organization": _("设立党组织"),
    "found_many": _("成批设立党组织"),
    "change_organization": _("调整党组织"),
    "move_organization": _("调整隶属关系"),
    "close_organization": _("撤销党组织"),
    "admit_member": _("登记党员"),
    "admit_many": _("成批登记党员"),
    "change_member": _("调整党员信息"),
    "correct_member": _("更正党员信息"),
    "end_membership": _("党员转出或终止"),
    "import_members": _("从表格导入"),
    "appoint": _("任职"),
    "end_post": _("免职"),
    # looking at what is sensitive, taking it away
    "see_id_number": _("查看身份证号"),
    "see_phone": _("查看电话"),
    "import_organizations": _("从表格导入党组织"),
    "export_members": _("导出名册"),
    "export_organizations": _("导出党组织"),
    "export_minutes": _("导出会议记录"),
    "export_register": _("导出台账"),
    "export_events": _("导出操作记录"),
    # gatherings
    "record_gathering": _("记录活动"),
    "correct_gathering": _("更正活动记录"),
    "cancel_gathering": _("撤销活动记录"),
    "exempt": _("登记免除"),
    "end_exemption": _("结束免除"),
    # plans
    "start_draft": _("上传方案"),
    "revise_plan": _("开始修订方案"),
    "set_draft_head": _("改方案题头与范围"),
    "decide_duty": _("核对应办事项"),
    "correct_duty": _("更正应办事项"),
    "add_duty": _("补充应办事项"),
    "accept_all_clear": _("一并采纳无疑问的"),
    "discard_draft": _("放弃方案草稿"),
    "issue_plan": _("印发方案"),
    "replace_plan": _("以新版代替方案"),
    "repeal_plan": _("废止方案"),
    # accounts
    "open_account": _("开设账号"),
    "set_active": _("启用或停用账号"),
    "make_sign_in_link": _("换发登录链接"),
    "take_second_factor_away": _("解除第二重验证"),
    "connect_second_factor": _("绑定第二重验证"),
    "disconnect_second_factor": _("取消第二重验证"),
    "renew_second_factor": _("换发恢复码"),
    "rotate_keys": _("更换加密密钥"),
    "set_own_password": _("本人设置密码"),
    "link_platform": _("关联统一身份认证"),
    # programs
    "make_token": _("开设接口令牌"),
    "revoke_token": _("停用接口令牌"),
    "import_facts": _("成批导入事实"),
    "withdraw_fact": _("撤回事实"),
    # leave
    "ask_leave": _("申请请假或免除"),
    "approve_leave": _("批准请假或免除"),
    "decline_leave": _("不同意请假或免除"),
    "withdraw_leave": _("撤回请假或免除申请"),
    "end_leave": _("提前结束请假或免除"),
    # the year, feeds and reminders
    "adopt_year": _("采用全年安排"),
    "add_planned": _("加一次安排"),
    "change_planned": _("改一次安排"),
    "split_planned": _("分成两次安排"),
    "drop_planned": _("去掉一次安排"),
    "make_feed": _("开通日历订阅"),
    "revoke_feed": _("停用日历订阅"),
    "choose_reminding": _("设置提醒"),
    # help
    "offer_help": _("提出帮助"),
    "answer_offer": _("答复帮助"),
    "withdraw_offer": _("收回帮助"),
    # personal data
    "export_personal_data": _("导出某人的全部个人信息"),
    "ask_about_data": _("申请更正或删除个人信息"),
    "answer_request": _("答复个人信息申请"),
    "withdraw_request": _("撤回个人信息申请"),
    "forget": _("删除到期的个人信息"),
    # visits and draws
    "note_visit": _("记走访"),
    "raise_matter": _("提出事项"),
    "answer_matter": _("回复事项"),
    "settle_matter": _("办结事项"),
    "make_draw": _("随机抽取"),
}

KINDS: dict[str, Any] = {
    "registry.organization": _("党组织"),
    "registry.member": _("党员"),
    "access.account": _("账号"),
    "access.seal": _("操作记录的封存"),
    "access.post": _("任职"),
    "gatherings.gathering": _("活动记录"),
    "gatherings.exemption": _("免除"),
    "gatherings.fact": _("事实"),
    "gatherings.leaverequest": _("请假或免除申请"),
    "gatherings.organizationrequest": _("党组织的免除申请"),
    "calendars.adoption": _("全年安排"),
    "calendars.planned": _("安排"),
    "calendars.feed": _("日历订阅"),
    "calendars.reminding": _("提醒设置"),
    "helping.offer": _("帮助"),
    "api.token": _("接口令牌"),
    "privacy.datarequest": _("个人信息申请"),
    "privacy.erasure": _("到期删除"),
    "oversight.visit": _("走访"),
    "oversight.matter": _("事项"),
    "oversight.draw": _("随机抽取"),
    "issuing.issuedplan": _("方案"),
    "issuing.draft": _("方案草稿"),
    "issuing.draftduty": _("草稿中的应办事项"),
}

# Fields of changes that are no fields of a model, or that a model does not name in words.
FIELDS: dict[str, Any] = {
    "factor": _("验证方式"),
    "key": _("密钥编号"),
    "n": _("数量"),
    "new": _("新登记"),
    "changed": _("变动"),
    "version": _("版本"),
    "reason": _("原因"),
    "year": _("年份"),
    "segments": _("环节"),
    "amounts": _("数量"),
    "present": _("到会人数"),
    "absent": _("缺席人数"),
    "exempt": _("免除人数"),
    "attachments": _("附件个数"),
    "chair": _("主持人"),
    "recorder": _("记录人"),
    "lecturer": _("讲课人"),
    "organization": _("所在党组织"),
    "member": _("党员"),
    "parent": _("上级党组织"),
    "since": _("起始日期"),
    "until": _("终止日期"),
    "to": _("失效日期"),
    "state": _("状态"),
    "content": _("内容"),
    "ref": _("条款"),
    "plan_id": _("方案编号"),
    "replaces": _("代替的方案"),
    "file_name": _("文件"),
    "title": _("标题"),
    "issuer_name": _("印发单位"),
    "issuer_level": _("印发层级"),
    "document_no": _("文号"),
    "levels": _("适用层级"),
    "sectors": _("适用领域"),
    "password": _("密码"),
    "scope": _("范围"),
    "expires_on": _("到期日"),
    "facts": _("事实"),
    "rows": _("条数"),
    "class_code": _("保存期限的类别"),
    "fact": _("事实"),
}


def verb(name: str) -> str:
    return str(VERBS.get(name, name))


def kind(label: str) -> str:
    return str(KINDS.get(label, label))
