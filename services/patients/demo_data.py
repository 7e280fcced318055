"""What the two demo clinics have of owners, patients and records. Patient n belongs to owner (n - 1) % owners + 1."""

from decimal import Decimal
from typing import Any, NamedTuple

from services.patients.demo_templates import ENGLISH
from services.patients.demo_templates import KOREAN as KOREAN_TEMPLATES

Fields = dict[str, Any]


class PatientsDemo(NamedTuple):
    """`records`: the n-th is the n-th patient's, its visit so many days ago. `weights`: the first patient's, so many
    days ago, with the reason why one was voided. `users`: whom the records name."""

    key: str
    users: tuple[str, ...]
    owners: list[Fields]
    patients: list[Fields]
    records: list[tuple[int, Fields]]
    weights: list[tuple[int, str, str]]
    templates: list[Fields]


def _owner(first: str, last: str, email: str, phone: str, address: str, notes: str = "") -> Fields:
    return {
        "first_name": first,
        "last_name": last,
        "email": email,
        "phone": phone,
        "address": address,
        "notes": notes,
    }


def _patient(
    name: str, species: str, breed: str, gender: str, age: int, weight: str, doctor: str, unit: str = "lbs", **more: Any
) -> Fields:
    return {
        "name": name,
        "species": species,
        "breed": breed,
        "gender": gender,
        "age": age,
        "weight": Decimal(weight),
        "weight_unit": unit,
        "assigned_doctor": doctor,
        "handling_difficulty": "easy",
        **more,
    }


def _record(
    days_ago: int, kind: str, diagnosis: str, treatment: str, veterinarian: str, symptoms: str = "", notes: str = ""
) -> tuple[int, Fields]:
    return days_ago, {
        "record_type": kind,
        "symptoms": symptoms,
        "diagnosis": diagnosis,
        "treatment": treatment,
        "notes": notes,
        "veterinarian": veterinarian,
    }


HAN, WILSON, BROWN = "J Han", "Sarah Wilson", "Michael Brown"

US = PatientsDemo(
    key="us",
    users=("admin", "vet"),
    owners=[
        _owner("Emily", "Carter", "emily.carter@example.com", "555-0101", "12 Maple Street, Albany, NY"),
        _owner("James", "Nguyen", "james.nguyen@example.com", "555-0102", "48 Oak Avenue, Albany, NY"),
        _owner("Olivia", "Martinez", "olivia.martinez@example.com", "555-0103", "7 River Road, Troy, NY"),
        _owner("Daniel", "Martinez", "daniel.martinez@example.com", "555-0103", "7 River Road, Troy, NY"),
        _owner("Sophia", "Patel", "sophia.patel@example.com", "555-0105", "230 Lark Street, Albany, NY"),
        _owner("Liam", "O'Connor", "liam.oconnor@example.com", "555-0106", "91 Elm Court, Colonie, NY"),
        _owner("Grace", "Kim", "grace.kim@example.com", "555-0107", "15 Park Place, Saratoga Springs, NY"),
        _owner(
            "Noah", "Johnson", "noah.johnson@example.com", "555-0108", "602 Main Street, Troy, NY", "Call after 5 pm."
        ),
        _owner("Ava", "Rossi", "ava.rossi@example.com", "555-0109", "33 Cedar Lane, Delmar, NY"),
        _owner("Ethan", "Brooks", "ethan.brooks@example.com", "+1 518-555-0110", "5 Hill Street, Schenectady, NY"),
        _owner("Mia", "Müller", "mia.mueller@example.com", "555-0111", "77 Lake View, Ballston Spa, NY"),
        _owner("Henry", "Walker", "henry.walker@example.com", "555-0112", "410 Union Street, Schenectady, NY"),
    ],
    patients=[
        _patient("Max", "Dog", "Golden Retriever", "Male", 5, "68.5", WILSON, microchip="985112345678901"),
        _patient("Luna", "Cat", "Domestic Shorthair", "Female", 3, "9.2", HAN, microchip="985112345678902"),
        _patient("Charlie", "Dog", "Beagle", "Male", 7, "28.4", WILSON, alerts=["Allergic to penicillin"]),
        _patient("Bella", "Dog", "Labrador Retriever", "Female", 4, "61.0", HAN, microchip="985112345678904"),
        _patient("Milo", "Cat", "Maine Coon", "Male", 6, "14.8", WILSON, handling_difficulty="medium"),
        _patient("Daisy", "Dog", "Pembroke Welsh Corgi", "Female", 2, "24.6", BROWN),
        _patient(
            "Simba", "Cat", "Bengal", "Male", 4, "11.3", HAN, handling_difficulty="hard", alerts=["Bites: muzzle"]
        ),
        _patient("Kiwi", "Bird", "Cockatiel", "Male", 3, "0.09", WILSON, "kg"),
        _patient("Rocky", "Dog", "German Shepherd", "Male", 8, "79.3", HAN, handling_difficulty="medium"),
        _patient("Nemo", "Fish", "Clownfish", "Male", 1, "0.03", BROWN, "kg"),
        _patient("Peanut", "Hamster", "Syrian Hamster", "Female", 1, "0.13", WILSON, "kg"),
        _patient("Clover", "Rabbit", "Holland Lop", "Female", 2, "3.9", HAN),
        _patient("Cooper", "Dog", "Australian Shepherd", "Male", 3, "55.1", WILSON, microchip="985112345678913"),
        _patient("Nala", "Cat", "Siamese", "Female", 9, "8.7", HAN, alerts=["Chronic kidney disease"]),
        _patient("Spike", "Reptile", "Bearded Dragon", "Male", 4, "0.42", BROWN, "kg"),
        _patient("Sadie", "Dog", "Miniature Poodle", "Female", 10, "15.5", WILSON),
        _patient("Oliver", "Cat", "British Shorthair", "Male", 5, "12.9", HAN),
        _patient(
            "Zoë", "Dog", "French Bulldog", "Female", 2, "22.8", WILSON, alerts=["Short-nosed: care with sedation"]
        ),
        _patient("Ginger", "Cat", "Domestic Longhair", "Female", 12, "7.6", HAN, status="inactive"),
        _patient("Max", "Dog", "Great Dane", "Male", 6, "138.0", BROWN, handling_difficulty="medium"),
    ],
    records=[
        _record(
            6, "vaccine", "Healthy at yearly visit", "DHPP and rabies boosters", WILSON, notes="Next due in a year."
        ),
        _record(
            12, "treatment", "Upper respiratory infection", "Doxycycline for 10 days", HAN, "Sneezing for three days"
        ),
        _record(19, "treatment", "Otitis externa, left ear", "Ear cleaned; drops twice a day", WILSON, "Head shaking"),
        _record(
            25, "surgery", "Spay", "Ovariohysterectomy under general anaesthesia", HAN, notes="Sutures out in 10 days."
        ),
        _record(33, "dental", "Dental disease, grade 2", "Scaling and polishing", WILSON, "Bad breath"),
        _record(40, "vaccine", "Healthy", "DHPP and leptospirosis boosters", BROWN),
        _record(
            47, "treatment", "Feline lower urinary tract disease", "Fluids; urinary diet", HAN, "Straining to urinate"
        ),
        _record(55, "treatment", "Feather picking", "Larger cage; diet advice", WILSON, "Bald patches on the chest"),
        _record(62, "treatment", "Hip dysplasia", "Carprofen 4.4 mg/kg once a day", HAN, "Stiff after rest"),
        _record(
            70, "treatment", "White spot disease", "Water treated; quarantine for 14 days", BROWN, "White spots on fins"
        ),
        _record(81, "treatment", "Overgrown incisors", "Incisors trimmed", WILSON, "Eats little"),
        _record(95, "dental", "Molar spurs", "Molars burred under sedation", HAN, "Drooling, weight loss"),
        _record(
            120,
            "surgery",
            "Foreign body in the stomach",
            "Gastrotomy; sock removed",
            WILSON,
            "Vomiting since last night",
        ),
        _record(
            150,
            "treatment",
            "Chronic kidney disease, IRIS stage 2",
            "Renal diet; recheck in 3 months",
            HAN,
            "Drinks a lot",
        ),
    ],
    weights=[
        (400, "66.2", ""),
        (210, "70.1", ""),
        (96, "69.4", ""),
        (95, "694", "Typed without its point"),
        (6, "68.5", ""),
    ],
    templates=ENGLISH,
)

JIHUN, SEOYEON = "한지훈", "박서연"

KOREAN = PatientsDemo(
    key="kr",
    users=("admin", "vet"),
    owners=[
        _owner("민지", "김", "minji.kim@hanbit.example", "010-1234-5678", "서울특별시 마포구 월드컵로 12"),
        _owner("준호", "이", "junho.lee@hanbit.example", "010-2345-6789", "서울특별시 서대문구 연희로 34"),
        _owner("서윤", "최", "seoyun.choi@hanbit.example", "010-3456-7890", "서울특별시 은평구 통일로 56"),
        _owner("도현", "정", "dohyun.jung@hanbit.example", "010-4567-8901", "서울특별시 용산구 이태원로 78"),
        _owner(
            "하은", "강", "haeun.kang@hanbit.example", "010-5678-9012", "서울특별시 성동구 왕십리로 90", "문자로 연락"
        ),
        _owner("시우", "조", "siwoo.cho@hanbit.example", "+82 10-6789-0123", "경기도 고양시 일산동구 중앙로 123"),
        _owner("지아", "윤", "jia.yoon@hanbit.example", "010-7890-1234", "서울특별시 종로구 자하문로 45"),
        _owner("건우", "장", "geonwoo.jang@hanbit.example", "010-8901-2345", "서울특별시 강서구 공항대로 67"),
    ],
    patients=[
        _patient("초코", "Dog", "푸들", "Male", 4, "4.2", SEOYEON, "kg", microchip="410097800000001"),
        _patient("나비", "Cat", "코리안 쇼트헤어", "Female", 3, "3.8", JIHUN, "kg"),
        _patient("콩이", "Dog", "말티즈", "Female", 8, "3.1", SEOYEON, "kg", alerts=["페니실린 알레르기"]),
        _patient("보리", "Dog", "진돗개", "Male", 5, "18.5", JIHUN, "kg", microchip="410097800000004"),
        _patient("루루", "Cat", "러시안 블루", "Female", 2, "3.4", SEOYEON, "kg", handling_difficulty="medium"),
        _patient("몽이", "Dog", "포메라니안", "Male", 6, "2.9", JIHUN, "kg", microchip="410097800000006"),
        _patient("토리", "Rabbit", "네덜란드 드워프", "Female", 1, "1.1", SEOYEON, "kg"),
        _patient("두부", "Dog", "비숑 프리제", "Male", 3, "5.6", JIHUN, "kg", handling_difficulty="hard"),
        _patient("치즈", "Cat", "스코티시 폴드", "Male", 7, "5.2", SEOYEON, "kg"),
        _patient("햄찌", "Hamster", "골든 햄스터", "Female", 1, "0.12", JIHUN, "kg"),
        _patient("초코", "Dog", "시츄", "Female", 11, "6.3", SEOYEON, "kg", alerts=["심장 질환: 마취 주의"]),
        _patient("하늘", "Bird", "사랑앵무", "Male", 2, "0.04", JIHUN, "kg"),
    ],
    records=[
        _record(5, "vaccine", "건강함", "종합백신(DHPPL) 추가 접종", SEOYEON, notes="1년 뒤 추가 접종 예정."),
        _record(11, "treatment", "상부 호흡기 감염", "항생제 7일 처방", JIHUN, "재채기, 콧물"),
        _record(18, "dental", "치주염 2단계", "스케일링 및 발치 2개", SEOYEON, "입 냄새"),
        _record(27, "treatment", "외이염(오른쪽)", "귀 세정, 점이액 하루 두 번", JIHUN, "귀를 자주 긁음"),
        _record(36, "surgery", "중성화 수술", "난소자궁적출술", SEOYEON, notes="10일 뒤 실밥 제거."),
        _record(48, "treatment", "슬개골 탈구 2기", "소염진통제, 체중 관리", JIHUN, "뒷다리를 들고 걸음"),
        _record(60, "treatment", "소화기 정체", "수액 및 위장관 운동 촉진제", SEOYEON, "식욕 부진"),
        _record(90, "vaccine", "건강함", "광견병 예방 접종", JIHUN),
    ],
    weights=[(380, "3.9", ""), (190, "4.3", ""), (92, "4.2", ""), (91, "42", "소수점 누락"), (5, "4.2", "")],
    templates=KOREAN_TEMPLATES,
)
