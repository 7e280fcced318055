"""The templates that records of the demo clinics can begin with."""

from typing import Any

Fields = dict[str, Any]


def _template(name: str, kind: str, symptoms: str, diagnosis: str, treatment: str, notes: str = "") -> Fields:
    return {
        "name": name,
        "record_type": kind,
        "symptoms": symptoms,
        "diagnosis": diagnosis,
        "treatment": treatment,
        "notes": notes,
    }


ENGLISH = [
    _template(
        "Wellness visit",
        "vaccine",
        "Owner reports: \nAppetite, thirst, stool: normal\nT:      P:      R:      Weight: \nEyes, ears, teeth, heart, "
        "lungs, abdomen, skin: normal",
        "Healthy",
        "Vaccines given: \nParasite prevention: ",
        "Next visit: ",
    ),
    _template(
        "Vomiting and diarrhea",
        "treatment",
        "Since: \nVomit (times a day, look): \nStool: \nDiet, anything eaten: \nT:      P:      R:      Hydration: ",
        "Acute gastroenteritis",
        "Fluids: \nAntiemetic: \nBland diet for 3 days",
        "Back at once with blood in vomit or stool, or if listless.",
    ),
    _template(
        "Ear",
        "treatment",
        "Side: \nScratching, head shaking since: \nCanal: \nCytology: ",
        "Otitis externa",
        "Ear cleaned. Drops: \nRecheck in 10 days",
    ),
    _template(
        "Surgery",
        "surgery",
        "Pre-anaesthetic check: \nFasted since: ",
        "",
        "Premedication: \nInduction, maintenance: \nProcedure: \nClosure: \nAnalgesia: ",
        "Discharge: rest, cone, sutures out in 10 days.",
    ),
    _template(
        "Dental cleaning",
        "dental",
        "Calculus, gingivitis (grade): \nMobile or broken teeth: ",
        "Dental disease, grade ",
        "Scaling and polishing under anaesthesia\nExtractions: ",
        "Soft food for 3 days; brush daily.",
    ),
]

KOREAN = [
    _template(
        "건강 검진·접종",
        "vaccine",
        "보호자 말씀: \n식욕·음수·배변: 정상\n체온:      심박:      호흡:      체중: \n"
        "눈·귀·치아·심장·폐·복부·피부: 정상",
        "건강함",
        "접종 백신: \n구충·심장사상충 예방: ",
        "다음 방문: ",
    ),
    _template(
        "구토·설사",
        "treatment",
        "시작: \n구토(하루 횟수, 양상): \n변 상태: \n식이·이물 섭취: \n체온:      심박:      호흡:      탈수: ",
        "급성 위장염",
        "수액: \n항구토제: \n처방식 3일",
        "혈변·혈토, 기력 저하 시 바로 내원.",
    ),
    _template(
        "귀",
        "treatment",
        "방향: \n긁음·머리 흔듦 시작: \n이도: \n세포 검사: ",
        "외이염",
        "귀 세정, 점이액: \n10일 뒤 재진",
    ),
    _template(
        "수술",
        "surgery",
        "마취 전 검사: \n절식 시작: ",
        "",
        "전투약: \n유도·유지 마취: \n수술 내용: \n봉합: \n진통: ",
        "퇴원 안내: 안정, 넥칼라, 10일 뒤 실밥 제거.",
    ),
    _template(
        "스케일링",
        "dental",
        "치석·치은염 단계: \n흔들리거나 부러진 치아: ",
        "치주염 단계 ",
        "마취하 스케일링·폴리싱\n발치: ",
        "3일간 부드러운 음식, 매일 칫솔질.",
    ),
]
