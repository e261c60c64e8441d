// Reads what it is told to, one line a request, and says how long it took: the Python side keeps the rounds.
import { createInterface } from "node:readline";
import { PrismaPg } from "@prisma/adapter-pg";
import prismaClient from "@prisma/client";

const { connection, userId, exerciseId } = JSON.parse(process.argv[2]);
const prisma = new prismaClient.PrismaClient({ adapter: new PrismaPg(connection, { schema: "tracker" }) });
const user_id = BigInt(userId);
const where = { user_id, exercise_id: BigInt(exerciseId), deleted_at: null };
const keys = ["performed_on", "workout_id", "workout_exercise_id", "position", "id"];
const orderBy = keys.map((key) => ({ [key]: "desc" }));

async function read(size) {
  if (size === 1) return [await prisma.user.findUnique({ where: { id: user_id } })];
  return prisma.set.findMany({ where, orderBy, take: size });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { size, calls } = JSON.parse(line);
  const started = performance.now();
  let rows = 0;
  for (let call = 0; call < calls; call++) rows = (await read(size)).length;
  console.log(JSON.stringify({ rows, seconds: (performance.now() - started) / 1000 }));
}
await prisma.$disconnect();
