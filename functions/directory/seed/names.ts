/** First and last names of one language, as people write them. */
export interface NameTradition {
  /** How many of a thousand people have names of this tradition. */
  readonly share: number;
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
}

const words = (text: string): string[] => text.trim().split(/\s+/);
/** Names of several words are written with an underscore in the lists below. */
const names = (text: string): string[] => words(text).map((name) => name.replaceAll("_", " "));

/**
 * The company is at home in many countries, and its directory must bear it: accents, apostrophes, hyphens, names of
 * several words, names of two letters, and other scripts than the Latin one. The commoner names stand first.
 */
export const nameTraditions: readonly NameTradition[] = [
  {
    share: 300,
    firstNames: names(`
      James Mary John Patricia Robert Jennifer Michael Linda William Elizabeth David Barbara Richard Susan Joseph
      Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Margaret Mark Sandra
      Donald Ashley Steven Kimberly Paul Emily Andrew Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Dorothy
      George Melissa Timothy Deborah Will Stephanie Jason Rebecca Edward Sharon Ryan Laura Jacob Cynthia Gary Amy
      Nicholas Kathleen Eric Angela Jonathan Shirley Stephen Brenda Larry Emma Justin Anna Scott Pamela Mary-Jane Jo`),
    lastNames: names(`
      Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Jackson Martin Lee Thompson
      White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall
      Campbell Mitchell Carter Roberts Phillips Evans Turner Parker Edwards Collins Stewart Morris Murphy Cook Rogers
      Morgan Peterson Cooper Reed Bailey Bell Kelly Howard Ward Cox Richardson Watson Brooks Wood James Bennett Gray
      Hughes Price Myers Long Foster Sanders Ross O'Brien O'Connor O'Neill McDonald D'Arcy Smith-Jones Ng`),
  },
  {
    share: 120,
    firstNames: names(`
      Lukas Anna Jürgen Ursula Björn Käthe Jörg Sabine Matthias Claudia Günther Renate Stefan Petra Uwe Heike Wolfgang
      Monika Klaus Birgit Götz Änne Sören Jana Torsten Grit Hans-Peter Anna-Lena Moritz Frieda`),
    lastNames: names(`
      Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf
      Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Groß Weiß Jäger Köhler von_der_Heide`),
  },
  {
    share: 110,
    firstNames: names(`
      María José Carmen Antonio Ana Manuel Isabel Francisco Lucía Javier Sofía Ángel Núria Íñigo Begoña Jesús Mónica
      Andrés Inés Joaquín João Conceição Tomás Beatriz Simão Guiomar Xavier Óscar Úrsula Rocío`),
    lastNames: names(`
      García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno
      Muñoz Álvarez Romero Gutiérrez Navarro Torres Domínguez Vázquez Ramos Ibáñez Núñez Peña da_Silva dos_Santos
      Gonçalves`),
  },
  {
    share: 90,
    firstNames: names(`
      Jean Marie Michel Nathalie Pierre Isabelle Philippe Sylvie Alain Catherine Nicolas Françoise Christophe Valérie
      Frédéric Hélène Zoé Benoît Agnès François Gaël Maëlle Loïc Noémie Rémi Cécile Jean-Luc Marie-Ève Théo Chloé`),
    lastNames: names(`
      Martin Bernard Dubois Robert Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Roux Fournier Girard Bonnet
      Dupont Lambert Fontaine Rousseau Vincent Muller Lefebvre Faure André Mercier Guérin Boyer L'Hôpital de_la_Tour`),
  },
  {
    share: 60,
    firstNames: names(`
      Åsa Lars Ingrid Søren Mette Bjørn Astrid Nils Öyvind Ebba Jens Sigrún Þór Guðrún Aino Väinö Päivi Jørgen Kaja
      Håkon Magnus Freja Anders Liv Ole`),
    lastNames: names(`
      Andersson Johansson Hansen Olsen Larsen Nielsen Jensen Sørensen Åkesson Öberg Lindström Bergström Nygård
      Hæstad Korhonen Mäkinen Virtanen Hämäläinen Jónsdóttir Þórðarson Ångström Ek Bø Dahl Holm`),
  },
  {
    share: 60,
    firstNames: names(`
      Łukasz Małgorzata Zbigniew Agnieszka Krzysztof Bożena Jiří Božena Tomáš Žaneta Ľubomír Ágnes Gábor Zsófia Ștefan
      Ionuț Ana-Maria Čedomir Šime Đurđa Miloš Jana Ondřej Květa Piotr`),
    lastNames: names(`
      Kowalski Wiśniewska Wójcik Kamiński Lewandowska Zieliński Szymański Dąbrowska Novák Svobodová Dvořák Černý
      Procházka Kučerová Nagy Szabó Kovács Tóth Popescu Ionescu Đorđević Petrović Horvat Čapek Śliwa`),
  },
  {
    share: 50,
    firstNames: names(`
      Александр Елена Дмитрий Ольга Сергей Наталья Андрей Екатерина Алексей Анна Михаил Татьяна Иван Мария Пётр Юлия
      Олександр Їва Георги Ивана`),
    lastNames: names(`
      Иванов Смирнова Кузнецов Попова Васильев Петрова Соколов Михайлова Новиков Фёдорова Морозов Волкова Алексеев
      Лебедева Шевченко Бондаренко Коваленко Димитров Николова Щербакова Їжакевич`),
  },
  {
    share: 70,
    firstNames: names(
      "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 子涵 欣怡 浩然 宇轩 梓萱",
    ),
    lastNames: names("王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 欧阳 司马 诸葛 郑 梁"),
  },
  {
    share: 40,
    firstNames: names(
      "翔太 陽菜 大輔 美咲 健太 さくら 拓也 愛 直樹 結衣 誠 ひなた 蓮 葵 悠真 凛 大和 莉子 ケン ユミ",
    ),
    lastNames: names(
      "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水",
    ),
  },
  {
    share: 20,
    firstNames: names("민준 서연 지훈 수진 현우 지영 성민 은주 영호 미경 도윤 하은"),
    lastNames: names("김 이 박 최 정 강 조 윤 장 임 한 남궁"),
  },
  {
    share: 40,
    firstNames: names(`
      محمد فاطمة أحمد عائشة علي زينب حسن مريم يوسف نور عمر ليلى خالد سارة إبراهيم هدى`),
    lastNames: names(`
      العلي الأحمد حداد خوري منصور سليمان النجار الشامي المصري البغدادي عبد_الله القاضي زيدان حمدان شاهين مراد`),
  },
  {
    share: 20,
    firstNames: names("Γιώργος Μαρία Δημήτρης Ελένη Κώστας Κατερίνα Νίκος Βασιλική Γιάννης Σοφία"),
    lastNames: names(
      "Παπαδόπουλος Βλάχου Αγγελόπουλος Νικολάου Καραγιάννης Δημητρίου Ιωάννου Οικονόμου Μακρής Ράλλης",
    ),
  },
  {
    share: 20,
    firstNames: names("आरव अनन्या विवान दीया अर्जुन ईशा कृष्ण मीरा रोहन प्रिया संजय लक्ष्मी"),
    lastNames: names("शर्मा वर्मा गुप्ता सिंह कुमार पटेल मेहता जोशी अय्यर नायर रेड्डी चौधरी"),
  },
];
