"""The appointments of the two demo clinics: the n-th is the n-th patient's."""

from typing import Literal, NamedTuple


class DemoAppointment(NamedTuple):
    """`day`: so many days after the one on which the demo is loaded."""

    day: int
    time: str
    duration: int
    veterinarian: str
    reason: str
    status: Literal["scheduled", "completed", "cancelled", "no-show"] = "scheduled"
    notes: str = ""


class SchedulingDemo(NamedTuple):
    """`users`: whom the appointments name."""

    key: str
    users: tuple[str, ...]
    appointments: list[DemoAppointment]


HAN, WILSON, BROWN = "J Han", "Sarah Wilson", "Michael Brown"

US = SchedulingDemo(
    key="us",
    users=("admin", "vet"),
    appointments=[
        DemoAppointment(-6, "09:00", 30, WILSON, "Yearly check and boosters", "completed"),
        DemoAppointment(-12, "10:30", 30, HAN, "Sneezing", "completed"),
        DemoAppointment(-3, "14:00", 30, WILSON, "Ear recheck", "no-show", "Left a message with the owner."),
        DemoAppointment(-2, "08:30", 20, HAN, "Sutures out", "completed"),
        DemoAppointment(-1, "11:00", 45, WILSON, "Dental check", "completed"),
        DemoAppointment(-1, "15:30", 30, BROWN, "Leptospirosis booster", "cancelled", "Owner is travelling."),
        DemoAppointment(0, "08:30", 30, HAN, "Urinary recheck", "completed", "Muzzle ready."),
        DemoAppointment(0, "09:00", 30, WILSON, "Feather check", "completed"),
        DemoAppointment(0, "09:30", 45, HAN, "Lameness, right hind leg", "scheduled"),
        DemoAppointment(0, "10:00", 20, BROWN, "Spots on the fins", "no-show"),
        DemoAppointment(0, "11:00", 20, WILSON, "Tooth trim", "cancelled", "Rebooked for next week."),
        DemoAppointment(0, "13:30", 30, HAN, "Weight and appetite check"),
        DemoAppointment(0, "14:00", 30, WILSON, "Surgery follow-up"),
        DemoAppointment(0, "15:00", 45, HAN, "Kidney values, blood draw", notes="Fasted since last night."),
        DemoAppointment(0, "16:30", 30, BROWN, "Skin shedding"),
        DemoAppointment(1, "09:00", 30, WILSON, "Arthritis check"),
        DemoAppointment(2, "10:00", 30, HAN, "Vaccination"),
        DemoAppointment(4, "11:30", 60, WILSON, "Airway assessment"),
        DemoAppointment(7, "15:00", 30, HAN, "Senior check"),
    ],
)

JIHUN, SEOYEON = "한지훈", "박서연"

KOREAN = SchedulingDemo(
    key="kr",
    users=("admin", "vet"),
    appointments=[
        DemoAppointment(-5, "10:00", 30, SEOYEON, "종합백신 추가 접종", "completed"),
        DemoAppointment(-2, "11:00", 30, JIHUN, "재채기", "completed"),
        DemoAppointment(-1, "15:00", 40, SEOYEON, "스케일링 상담", "cancelled", "보호자 일정 변경"),
        DemoAppointment(0, "09:30", 30, JIHUN, "귀 재검진", "completed"),
        DemoAppointment(0, "10:30", 30, SEOYEON, "실밥 제거", "no-show"),
        DemoAppointment(0, "14:00", 30, JIHUN, "슬개골 재검진"),
        DemoAppointment(0, "15:30", 30, SEOYEON, "식욕 부진"),
        DemoAppointment(0, "17:00", 30, JIHUN, "광견병 예방 접종", notes="진료 시 두 사람 필요"),
        DemoAppointment(1, "11:00", 30, SEOYEON, "건강 검진"),
        DemoAppointment(3, "16:00", 20, JIHUN, "발톱 관리"),
    ],
)
