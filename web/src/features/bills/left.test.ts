import { expect, it } from "vitest";
import { refundable, uncredited } from "./left";

const line = (quantity: number, unitPrice = 10) => ({
  id: "",
  description: "Swab",
  quantity,
  unitPrice,
  totalPrice: 0,
  taxable: true,
  priceItemId: null,
});
const paid = (method: "cash" | "card", amount: number) => ({ id: "", at: "", method, amount });

it("of each line what no note holds is left to be credited", () => {
  expect(uncredited([line(3), line(2), line(1, 20)], [])).toEqual([3, 2, 1]);
  expect(uncredited([line(3), line(2), line(1, 20)], [{ items: [line(4)] }])).toEqual([0, 1, 1]);
  expect(uncredited([line(0.3)], [{ items: [line(0.1)] }, { items: [line(0.1)] }])).toEqual([0.1]);
});

it("money goes back by the methods that paid, up to what each paid and no more than is to be given back", () => {
  const payments = [paid("cash", 20), paid("card", 50.2), paid("cash", -5)];
  expect([...refundable({ payments, balance: -30 })]).toEqual([
    ["cash", 15],
    ["card", 30],
  ]);
  expect([...refundable({ payments: [...payments, paid("cash", -15)], balance: -50.2 })]).toEqual([["card", 50.2]]);
});
