/** Who comes to the clinics of morning.spec.ts, and what is said there. */
import { en } from "../src/i18n/en";
import { ko } from "../src/i18n/ko";

export const ENGLISH = {
  language: "en",
  t: en,
  timeZone: "America/New_York",
  currency: "USD",
  veterinarian: { firstName: "Vera", lastName: "Stone" },
  owner: { firstName: "Zoë", lastName: "O'Neill", phone: "+1 (518) 555-0142" },
  asSpoken: "518 555 01 42",
  dog: { name: "Biscuit", species: "Dog", weight: "24", weightNow: "24.8", reason: "Limps" },
  cat: { name: "Sesame", species: "Cat", weight: "9.5", weightNow: "", reason: "Sneezes" },
  unit: "lbs",
  whySqueezedIn: "Can’t breathe well",
  findings: "Lame on the left foreleg since Sunday",
  assessment: "Sprained carpus",
  plan: "Carprofen for a week",
  visit: { name: "Office visit", unitPrice: 65, quantity: "1" },
  tablet: { name: "Carprofen, tablet", unitPrice: 1.35, quantity: "14" },
  total: "$83.90",
  whyRefunded: "Four tablets brought back",
  refund: "$5.40",
};

export const KOREAN: typeof ENGLISH = {
  language: "ko",
  t: ko,
  timeZone: "Asia/Seoul",
  currency: "KRW",
  veterinarian: { firstName: "수진", lastName: "강" },
  owner: { firstName: "서윤", lastName: "문", phone: "+82 10-9876-5432" },
  asSpoken: "010 9876 5432",
  dog: { name: "초코", species: "Dog", weight: "4.2", weightNow: "4.4", reason: "다리를 전다" },
  cat: { name: "나비", species: "Cat", weight: "3.8", weightNow: "", reason: "재채기" },
  unit: "kg",
  whySqueezedIn: "호흡 곤란",
  findings: "일요일부터 왼쪽 앞다리를 전다",
  assessment: "앞발목 염좌",
  plan: "카프로펜 1주일",
  visit: { name: "진찰료 (초진)", unitPrice: 11_000, quantity: "1" },
  tablet: { name: "카프로펜 정", unitPrice: 700, quantity: "14" },
  total: "₩20,800",
  whyRefunded: "네 알 반품",
  refund: "₩2,800",
};

export type Morning = typeof ENGLISH;
export type Animal = Morning["dog"];
