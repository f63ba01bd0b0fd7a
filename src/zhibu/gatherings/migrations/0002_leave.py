"""Requests for leave; the reason of an exemption becomes a kind, and its words are encrypted."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import zhibu.access.crypto
from zhibu.access.crypto import decrypt, encrypt


def seal(apps: Any, _editor: Any) -> None:
    """Encrypt what was written, take its kind from its words, and leave earlier quorums as they were."""
    exemption = apps.get_model("gatherings", "Exemption")
    for row in exemption.objects.order_by("pk").iterator():
        is_frail = row.member_id is not None and any(one in row.reason for one in "老弱病残")
        row.ground_code = "frail" if is_frail else "other"
        row.reason = encrypt(row.reason)
        row.save(update_fields=["ground_code", "reason"])
    apps.get_model("gatherings", "Attendance").objects.filter(is_exempt=True).update(leaves_quorum=True)


def unseal(apps: Any, _editor: Any) -> None:
    for row in apps.get_model("gatherings", "Exemption").objects.order_by("pk").iterator():
        row.reason = decrypt(row.reason)[:100]
        row.save(update_fields=["reason"])


class Migration(migrations.Migration):
    dependencies = [
        ("gatherings", "0001_initial"),
        ("registry", "0002_path_bytes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="is_frail",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="attendance",
            name="is_visited",
            field=models.BooleanField(default=False, verbose_name="送学上门"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="leaves_quorum",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="exemption",
            name="ground_code",
            field=models.CharField(
                choices=[
                    ("illness", "病假"),
                    ("private", "事假"),
                    ("work", "公务"),
                    ("away", "在外"),
                    ("frail", "年老体弱"),
                    ("maternity", "产假"),
                    ("mobile", "流动党员"),
                    ("seconded", "借调、挂职"),
                    ("new", "新成立"),
                    ("no_premises", "暂无活动场所"),
                    ("other", "其他"),
                ],
                default="other",
                max_length=12,
                verbose_name="原因",
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="leaves_quorum",
            field=models.BooleanField(default=False, verbose_name="表决、选举时不计入应到会人数"),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("illness", "病假"),
                    ("private", "事假"),
                    ("work", "公务"),
                    ("away", "在外"),
                    ("frail", "年老体弱"),
                    ("leave", "已准假"),
                    ("unknown", "未请假"),
                ],
                max_length=10,
                verbose_name="缺席原因",
            ),
        ),
        migrations.AlterField(
            model_name="exemption",
            name="activity_code",
            field=models.CharField(
                blank=True,
                choices=[
                    ("general_meeting", "党员大会"),
                    ("committee_meeting", "支委会"),
                    ("group_meeting", "党小组会"),
                    ("lecture", "党课"),
                    ("party_day", "主题党日"),
                    ("group_study", "集中学习"),
                    ("discussion", "专题讨论"),
                    ("self_study", "自学"),
                    ("site_education", "现场教育"),
                    ("screening", "观看教育片"),
                    ("training", "培训"),
                    ("test", "测试竞赛"),
                    ("org_life_meeting", "组织生活会"),
                    ("democratic_life_meeting", "民主生活会"),
                    ("appraisal", "民主评议"),
                    ("heart_talk", "谈心谈话"),
                    ("dues", "党费"),
                    ("volunteer", "志愿服务"),
                    ("pairing", "结对帮扶"),
                    ("visit", "走访慰问"),
                    ("pledge", "承诺践诺"),
                    ("post", "设岗定责"),
                    ("rectification", "查摆整改"),
                    ("index_assessment", "指数考评"),
                    ("inspection", "督查指导"),
                    ("report", "汇报述职"),
                    ("exemplar", "选树典型"),
                    ("election", "换届选举"),
                    ("admission", "发展党员"),
                    ("decision", "议事决策"),
                    ("disclosure", "公开公示"),
                    ("funding", "经费保障"),
                    ("facility", "场所保障"),
                    ("planning", "制定计划"),
                    ("push", "推送学习资料"),
                    ("other", "其他"),
                ],
                max_length=30,
                verbose_name="哪项活动",
            ),
        ),
        migrations.AlterField(
            model_name="exemption",
            name="member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="registry.member",
                verbose_name="党员",
            ),
        ),
        migrations.AlterField(
            model_name="exemption",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="registry.organization",
            ),
        ),
        migrations.AlterField(
            model_name="exemption",
            name="reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.RunPython(seal, unseal),
        migrations.AlterField(
            model_name="exemption",
            name="reason",
            field=zhibu.access.crypto.EncryptedField(blank=True, default="", verbose_name="说明"),
        ),
        migrations.CreateModel(
            name="LeaveRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "activity_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("general_meeting", "党员大会"),
                            ("committee_meeting", "支委会"),
                            ("group_meeting", "党小组会"),
                            ("lecture", "党课"),
                            ("party_day", "主题党日"),
                            ("group_study", "集中学习"),
                            ("discussion", "专题讨论"),
                            ("self_study", "自学"),
                            ("site_education", "现场教育"),
                            ("screening", "观看教育片"),
                            ("training", "培训"),
                            ("test", "测试竞赛"),
                            ("org_life_meeting", "组织生活会"),
                            ("democratic_life_meeting", "民主生活会"),
                            ("appraisal", "民主评议"),
                            ("heart_talk", "谈心谈话"),
                            ("dues", "党费"),
                            ("volunteer", "志愿服务"),
                            ("pairing", "结对帮扶"),
                            ("visit", "走访慰问"),
                            ("pledge", "承诺践诺"),
                            ("post", "设岗定责"),
                            ("rectification", "查摆整改"),
                            ("index_assessment", "指数考评"),
                            ("inspection", "督查指导"),
                            ("report", "汇报述职"),
                            ("exemplar", "选树典型"),
                            ("election", "换届选举"),
                            ("admission", "发展党员"),
                            ("decision", "议事决策"),
                            ("disclosure", "公开公示"),
                            ("funding", "经费保障"),
                            ("facility", "场所保障"),
                            ("planning", "制定计划"),
                            ("push", "推送学习资料"),
                            ("other", "其他"),
                        ],
                        max_length=30,
                        verbose_name="哪项活动",
                    ),
                ),
                ("from_day", models.DateField(verbose_name="从")),
                ("to_day", models.DateField(blank=True, null=True, verbose_name="到")),
                (
                    "ground_code",
                    models.CharField(
                        choices=[
                            ("illness", "病假"),
                            ("private", "事假"),
                            ("work", "公务"),
                            ("away", "在外"),
                            ("frail", "年老体弱"),
                            ("maternity", "产假"),
                            ("mobile", "流动党员"),
                            ("seconded", "借调、挂职"),
                            ("new", "新成立"),
                            ("no_premises", "暂无活动场所"),
                            ("other", "其他"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="原因",
                    ),
                ),
                ("is_lasting", models.BooleanField(default=False)),
                ("words", zhibu.access.crypto.EncryptedField(blank=True, default="", verbose_name="说明")),
                (
                    "state_code",
                    models.CharField(
                        choices=[
                            ("asked", "待批"),
                            ("approved", "已批准"),
                            ("declined", "未同意"),
                            ("withdrawn", "已撤回"),
                            ("ended", "已提前结束"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "exemption",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leave_request",
                        to="gatherings.exemption",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.member",
                        verbose_name="党员",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrganizationRequest",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("gatherings.leaverequest",),
        ),
        migrations.CreateModel(
            name="LeaveStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb_code",
                    models.CharField(
                        choices=[
                            ("ask", "提出"),
                            ("approve", "批准"),
                            ("decline", "不同意"),
                            ("withdraw", "撤回"),
                            ("end", "提前结束"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("words", zhibu.access.crypto.EncryptedField(blank=True, default="")),
                (
                    "acting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="gatherings.leaverequest",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="leaverequest",
            index=models.Index(fields=["organization", "state_code"], name="gatherings__organiz_8f779d_idx"),
        ),
        migrations.AddIndex(
            model_name="leaverequest",
            index=models.Index(fields=["member", "from_day"], name="gatherings__member__caaa17_idx"),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_day__isnull", True), ("to_day__gte", models.F("from_day")), _connector="OR"
                ),
                name="leaverequest_ends_after_start",
            ),
        ),
    ]
