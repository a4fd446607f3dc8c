"""The lexicon: the words of the domain, a line each. To teach a new verb, add it to its line and write one test.

Entries are phrases in ordinary spelling; case, tone placement and spacing do not matter. The longest phrase wins, so a
neutral reading ("người đứng đầu") shields the words inside it ("đứng đầu").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from parwatch_core.analysis import marks as m
from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.words import split
from parwatch_core.ranking import Index, UnitLevel

Phrase = tuple[str, ...]
Entry = tuple[Phrase, str, Any]


@dataclass(frozen=True, slots=True)
class IndexName:
    """An index as it is named. `strong`: by its own name ("chỉ số CCHC"), not by its subject ("cải cách hành chính").

    `index` None: an index that is none of ours (chỉ số xanh).
    """

    index: Index | None
    strong: bool = True


STANDINGS = {
    m.STAND: """xếp; xếp hạng; xếp thứ hạng; xếp ở; xếp vị trí; xếp ở vị trí; xếp vị thứ; xếp loại thứ; đứng; đứng ở; đứng hàng;
        đứng ở vị trí; đứng vị trí; đứng hạng; vị trí; vị trí số; ở vị trí; giữ vị trí; vị thứ; hạng; thứ hạng; thứ bậc;
        xếp số; đứng số; hàng; giành vị trí; chiếm vị trí; xếp bậc; ở hạng; giữ hạng; đạt hạng; đạt thứ hạng; đạt vị trí;
        xếp vào vị trí; xếp vào hàng""",
    m.REACH: "đạt; giành; giữ; chiếm; ở; về đích; cán đích; được",
    m.ORDINAL: "thứ; số thứ",
    m.TOP: """dẫn đầu; đứng đầu; đứng đầu bảng; dẫn đầu bảng; đầu bảng; ngôi đầu; ngôi đầu bảng; ngôi vị đầu; ngôi nhất;
        ngôi vị số một; ngôi vị quán quân; ngôi quán quân; quán quân; xếp đầu; xếp đầu bảng; xếp trên cùng; vị trí đầu;
        vị trí đầu bảng; vị trí đầu tiên; vị trí dẫn đầu; vị trí quán quân; đứng nhất; xếp nhất; xếp đầu tiên; đứng đầu tiên; nhất bảng;
        nhất toàn tỉnh; nhất tỉnh; nhất cả nước; nhất toàn quốc; ngôi số một; xếp hạng nhất; hạng nhất; đứng hạng nhất;
        về nhất; soán ngôi""",
    m.SECOND: "á quân; ngôi á quân; vị trí á quân; về nhì; đứng nhì; xếp nhì; hạng nhì",
    m.LAST_BUT_ONE: "áp chót; kế chót; gần chót; áp chót bảng; áp cuối; kế cuối",
    m.BOTTOM: """đội sổ; cuối bảng; đứng cuối bảng; xếp cuối bảng; xếp cuối; đứng cuối; xếp cuối cùng; đứng cuối cùng; vị trí cuối;
        vị trí cuối cùng; vị trí cuối bảng; chót bảng; đứng chót; xếp chót; đứng chót bảng; xếp chót bảng; bét bảng; đứng bét; xếp bét; hạng chót; hạng bét; đáy bảng""",
    m.SUPERLATIVE: "cao nhất; tốt nhất",
    m.POOREST: "thấp nhất; kém nhất",
    m.RISE: """lên; vươn lên; tăng lên; vượt lên; nhảy lên; nâng lên; leo lên; tiến lên; bứt phá lên; bứt lên; trở lại; thăng hạng lên;
        tăng hạng lên; cải thiện lên; lọt vào; nhảy vọt lên; tăng vọt lên; vọt lên""",
    m.FALL: "xuống; tụt xuống; giảm xuống; rơi xuống; rớt xuống; tụt; tụt tới; tụt mất; tụt liền; rơi; rơi tới; lùi xuống; sụt xuống; tụt hạng xuống; lùi về; rớt",
    m.FROM: "từ",
    m.GROW: "tăng; tăng thêm; thăng; cải thiện; cải thiện được; vượt; tăng tới; tăng đến; tăng được; nhảy; nhảy vọt; tăng vọt; bứt phá; tiến; cộng thêm; tăng mạnh; tăng bậc",
    m.SHRINK: "giảm; sụt; sụt giảm; lùi; mất; giảm tới; giảm đến; giảm mạnh; kém; thua",
    m.ABOUT_AS: "hơn; gần; khoảng; xấp xỉ; dưới; chừng",
    m.STEPS: "bậc; bậc xếp hạng; thứ bậc; bậc thứ hạng; bậc so; nấc",
    m.PLURAL: "các; những; mỗi; từng; cấp; khối; toàn; mọi; nhiều; hầu hết; đa số; giữa các; một số; lãnh đạo; ubnd các; khác",
    m.HOLD: "vẫn giữ; giữ nguyên; giữ vững; không thay đổi; vẫn giữ mức; giữ nguyên vị trí; giữ nguyên thứ hạng; nhưng vẫn giữ mức; nhưng vẫn giữ",
    m.VAGUE: """tốp; top; nhóm; tốp đầu; một trong những; một trong các; trong số các; trong số những; thuộc nhóm; nằm trong nhóm;
        trong nhóm; trung bình; bình quân; gần như đứng cuối; gần như cuối bảng; luôn xếp thứ hạng""",
    m.LED: "do; đoàn; đoàn công tác; đoàn kiểm tra; phái đoàn; đoàn đại biểu; đoàn giám sát; đoàn học tập",
    m.RESPECTIVELY: "lần lượt; thứ tự; theo thứ tự",
    m.NEXT: "tiếp theo; tiếp sau; tiếp đến; tiếp đó; kế đến; kế tiếp; theo sau; xếp sau; đứng sau; ngay sau; xếp ngay sau; đứng ngay sau; sau đó; xếp kế tiếp; xếp tiếp theo",
}

TOPICS = {
    m.COMPONENT: """chỉ số thành phần; chỉ số nội dung; nội dung thành phần; tiêu chí thành phần; chỉ số con; các chỉ số thành phần;
        nhóm chỉ số; điểm thành phần; lĩnh vực đánh giá; nhóm tác động; tiêu chí; chỉ tiêu; trục nội dung; chỉ số lĩnh vực;
        lĩnh vực thành phần; thành phần; nội dung đánh giá; nhóm tiêu chí; trục""",
    m.FOREIGN: """toàn đoàn; di tích; huân chương; huy chương; cuộc thi; hội thi; giải thưởng; bảng vàng; đại hội thể thao; olympic; sea games;
        kỳ thi; thi tốt nghiệp; tốt nghiệp thpt; học sinh giỏi; giải bóng đá; vòng bảng; bảng xếp hạng fifa; bóng đá;
        thu hút đầu tư; thu hút vốn; thu hút fdi; vốn fdi; thu ngân sách; xuất khẩu; nhập khẩu; tăng trưởng; grdp; gdp; thu nhập bình quân;
        sản xuất; sản lượng; diện tích; dân số; du lịch; nông thôn mới; đô thị loại; khách sạn; chung cư; bệnh viện hạng;
        năng lực cạnh tranh toàn cầu; môi trường kinh doanh; kinh doanh; đổi mới sáng tạo; chỉ số xanh; pgi; chính phủ điện tử;
        an toàn giao thông; tai nạn giao thông; tham nhũng; minh bạch; thương mại điện tử; hạnh phúc; tuyển sinh; đại học; trường đại học;
        phong trào; cụm thi đua; khối thi đua; thi đua; tỷ lệ giải ngân; giải ngân; tiêm chủng; covid; dịch bệnh; thu hồi đất;
        doanh thu; thị phần; lợi nhuận; tỷ lệ thất nghiệp; giá đất; logistics; hiệu quả logistics; bảo hiểm y tế; chuyển đổi xanh;
        xóa đói giảm nghèo; giảm nghèo; thể thao; văn nghệ; đoàn thể thao; giấy phép lái xe; gplx; hạng ghế; máy bay""",
    m.BOARD: """bảng xếp hạng; bảng tổng sắp; bảng tổng hợp; danh sách; danh sách xếp hạng; kết quả xếp hạng; bảng; xếp hạng về; kết quả đánh giá;
        kết quả chấm điểm; kết quả xếp loại; xếp loại; chỉ số; chỉ số tổng hợp; bộ chỉ số""",
}

INDICES: tuple[tuple[Index | None, bool, str], ...] = (
    (
        Index.PAR,
        True,
        """chỉ số cải cách hành chính; chỉ số cchc; chỉ số cải cách thủ tục hành chính; chỉ số cải cách tthc; chỉ số về cải cách hành chính;
        chỉ số về cchc; bộ chỉ số cải cách hành chính; bộ chỉ số cchc; par index; par - index; parindex; par; chỉ số par; chỉ số par index;
        chỉ số par - index; xếp loại cchc; xếp loại cải cách hành chính; xếp loại công tác cải cách hành chính; xếp loại công tác cchc;
        xếp hạng cchc; xếp hạng cải cách hành chính; xếp hạng công tác cải cách hành chính; xếp hạng công tác cchc; bảng cải cách hành chính;
        xếp hạng chỉ số cải cách hành chính; xếp hạng chỉ số cchc; xếp loại chỉ số cchc; xếp loại chỉ số cải cách hành chính;
        điểm cải cách hành chính; điểm cchc; chỉ số đánh giá cải cách hành chính; chỉ số đánh giá cchc; pari; par - i; chỉ số cải cách hành chánh;
        chỉ số đánh giá kết quả cải cách hành chính; chỉ số đánh giá kết quả cchc; chỉ số hành chính công cải cách hành chính""",
    ),
    (
        Index.PAR,
        False,
        """cải cách hành chính; cchc; công tác cải cách hành chính; công tác cchc; cải cách thủ tục hành chính; cải cách tthc;
        cải cách nền hành chính; cải cách hành chính công; cải cách hành chánh""",
    ),
    (
        Index.SIPAS,
        True,
        """sipas; chỉ số hài lòng; chỉ số sự hài lòng; chỉ số đo lường sự hài lòng; chỉ số mức độ hài lòng; chỉ số sipas; chỉ số về sự hài lòng;
        chỉ số đánh giá sự hài lòng; chỉ số đo lường mức độ hài lòng; chỉ số hài lòng của người dân; chỉ số về mức độ hài lòng;
        chỉ số hài lòng chung; xếp hạng sự hài lòng; xếp hạng mức độ hài lòng; chỉ số hài lòng về sự phục vụ hành chính;
        chỉ số hài lòng của người dân và tổ chức""",
    ),
    (
        Index.SIPAS,
        False,
        "hài lòng với sự phục vụ; hài lòng về sự phục vụ; hài lòng đối với sự phục vụ; mức độ hài lòng; sự hài lòng; tỷ lệ hài lòng; tỉ lệ hài lòng; hài lòng",
    ),
    (
        Index.QD766,
        True,
        """766; bộ chỉ số 766; chỉ số 766; bộ chỉ số theo quyết định 766; quyết định số 766; quyết định 766; qđ 766; bộ chỉ số phục vụ người dân;
        chỉ số phục vụ người dân; bộ chỉ số phục vụ người dân , doanh nghiệp; chỉ số phục vụ người dân , doanh nghiệp;
        chỉ số phục vụ người dân và doanh nghiệp; bộ chỉ số phục vụ người dân và doanh nghiệp; chất lượng phục vụ người dân , doanh nghiệp;
        chất lượng phục vụ người dân và doanh nghiệp; bộ chỉ số chỉ đạo , điều hành và đánh giá chất lượng phục vụ người dân , doanh nghiệp;
        bộ chỉ số chỉ đạo điều hành và đánh giá chất lượng phục vụ người dân , doanh nghiệp; bộ chỉ số đánh giá chất lượng phục vụ người dân;
        chỉ số đánh giá chất lượng phục vụ người dân""",
    ),
    (
        Index.PAPI,
        True,
        """papi; chỉ số papi; hiệu quả quản trị và hành chính công; hiệu quả quản trị hành chính công; chỉ số hiệu quả quản trị và hành chính công cấp tỉnh;
        quản trị và hành chính công; chỉ số hiệu quả quản trị và hành chính công""",
    ),
    (
        Index.PCI,
        True,
        """pci; chỉ số pci; năng lực cạnh tranh cấp tỉnh; chỉ số năng lực cạnh tranh cấp tỉnh; năng lực cạnh tranh; chỉ số năng lực cạnh tranh;
        năng lực cạnh tranh tỉnh""",
    ),
    (
        Index.DDCI,
        True,
        """ddci; chỉ số ddci; năng lực cạnh tranh cấp sở; năng lực cạnh tranh cấp sở , ngành; năng lực cạnh tranh cấp sở , ban , ngành;
        năng lực cạnh tranh cấp huyện; năng lực điều hành; năng lực cạnh tranh các sở; năng lực cạnh tranh cấp sở ngành; chỉ số năng lực cạnh tranh cấp sở;
        chỉ số đánh giá năng lực cạnh tranh cấp sở""",
    ),
    (
        Index.DTI,
        True,
        "dti; chỉ số dti; chuyển đổi số; chỉ số chuyển đổi số; chuyển đổi số cấp tỉnh; công tác chuyển đổi số; mức độ chuyển đổi số",
    ),
    (
        Index.ICT,
        True,
        """ict; ict index; ict - index; vietnam ict index; việt nam ict index; chỉ số ict; ứng dụng công nghệ thông tin; ứng dụng cntt;
        chỉ số sẵn sàng ứng dụng công nghệ thông tin; sẵn sàng ứng dụng cntt; mức độ ứng dụng công nghệ thông tin; mức độ ứng dụng cntt;
        phát triển công nghệ thông tin; công nghệ thông tin; cntt; công nghệ thông tin và truyền thông; phát triển và ứng dụng công nghệ thông tin;
        sẵn sàng cho phát triển và ứng dụng công nghệ thông tin""",
    ),
)

MOODS = {
    m.AIM: """phấn đấu; mục tiêu; đặt mục tiêu; đặt chỉ tiêu; quyết tâm; hướng tới; hướng đến; kỳ vọng; mong muốn; mong; đề ra; chỉ tiêu phấn đấu; nỗ lực để; hứa; cam kết;
        dự kiến; phương hướng; tham vọng; khát vọng; muốn; tiếp tục phấn đấu; tiến tới; sẽ; đặt ra; kỳ vọng sẽ; đăng ký; chỉ tiêu; dự báo; phải đưa; quyết tâm đưa; ước mơ""",
    m.WISH: """nhằm; cần; phải; yêu cầu; đề nghị; để; kế hoạch; giải pháp; nếu; hãy; làm sao; làm thế nào; chủ trương; đảm bảo; bảo đảm; dự thảo; không để; tránh; giao; quy định;
        đưa; khả năng; có thể; ít nhất; cố gắng; nỗ lực; tập trung; duy trì thứ hạng; không; chưa; chứ không; xứng đáng""",
    m.RESULT: """đã; kết quả; đạt được; được xếp; được đánh giá; được công nhận; ghi nhận; vừa; vừa qua; nhờ đó; nhờ vậy; qua đó; do đó; theo đó; cụ thể;
        đang; trên thực tế; hiện""",
    m.AUTHOR: """công bố; đánh giá; ban hành; cho biết; báo cáo; khảo sát; phê duyệt; thông tin; tổ chức công bố; chấm điểm; nhận xét; thẩm định; phát biểu; nhấn mạnh; tổ chức; chủ trì;
        giao ban; yêu cầu; triển khai; chỉ đạo""",
}

CONNECTIONS = {
    m.ABOUT: "về; về mặt; về công tác; về lĩnh vực; trong công tác; trong lĩnh vực; lĩnh vực; ở lĩnh vực",
    m.IS: "là; gồm; gồm có; bao gồm; thuộc về; là các; đó là; với; như",
    m.AND: "và; nhưng; còn; song; tuy nhiên; trong khi; trong khi đó; đồng thời; riêng; cũng như; cùng; nhưng vẫn",
    m.GLUE: """trong; của; tại; theo; năm; kết quả thực hiện; thực hiện; trên; về thực hiện; đối với; tổng; số; trong số; tổng số; tính; trên tổng số;
        trong tổng số; năm liền; liên tiếp; liền; điểm số; giá trị; điểm; nội dung; nhiệm vụ; công tác""",
}

# Where or among whom a rank counts, without a number.
FIELDS: tuple[tuple[UnitLevel | None, str], ...] = (
    (
        UnitLevel.PROVINCE,
        """cả nước; toàn quốc; trong cả nước; trên toàn quốc; trong nước; trên cả nước; khu vực; trong khu vực; vùng; trong vùng; toàn vùng; toàn khu vực;
        khối tỉnh; danh sách tỉnh , thành; toàn khối tỉnh""",
    ),
    (
        UnitLevel.DISTRICT,
        """toàn tỉnh; trong tỉnh; trên địa bàn tỉnh; cả tỉnh; toàn thành phố; trong toàn tỉnh; khối huyện; khối các huyện; khối ubnd cấp huyện; cấp huyện;
        khối cấp huyện; khối địa phương; khối quận , huyện; khối ubnd các huyện; ubnd cấp huyện; khối ubnd huyện""",
    ),
    (
        UnitLevel.COMMUNE,
        "toàn huyện; trong huyện; trên địa bàn huyện; toàn thị xã; cấp xã; ubnd cấp xã; khối xã; khối ubnd cấp xã; khối xã , phường",
    ),
    (
        UnitLevel.DEPARTMENT,
        """khối sở; khối sở , ngành; khối sở , ban , ngành; khối các sở , ban , ngành; khối các sở; khối sở , ban ngành; khối các sở , ngành; khối cơ quan chuyên môn;
        khối các cơ quan chuyên môn; khối sở ngành; khối sở , ban , ngành cấp tỉnh""",
    ),
    (
        UnitLevel.MINISTRY,
        "khối bộ , ngành; khối các bộ; khối bộ; khối bộ ngành; khối các bộ , ngành; khối bộ , ngành trung ương; khối các bộ , cơ quan ngang bộ",
    ),
)

# Unit nouns that can be counted: "10 huyện, thị xã và thành phố".
NOUNS: tuple[tuple[UnitLevel | None, str], ...] = (
    (
        UnitLevel.PROVINCE,
        "tỉnh , thành phố; tỉnh , thành; tỉnh thành; tỉnh thành phố; tỉnh , thành phố trực thuộc trung ương; tỉnh và thành phố",
    ),
    (
        UnitLevel.DISTRICT,
        """huyện , thị xã , thành phố; huyện , thị xã và thành phố; huyện , thành phố; huyện , thị xã; quận , huyện; quận huyện; huyện , thị , thành phố; huyện , thị; huyện thị;
        quận , huyện , thị xã; quận , huyện , thành phố; huyện , quận; ubnd cấp huyện; đơn vị cấp huyện; huyện và thành phố; địa phương cấp huyện; thị xã , thành phố;
        huyện thành phố; huyện thị thành phố; huyện , thị xã , thành phố trong tỉnh; ubnd huyện; ubnd các huyện; thành phố , thị xã""",
    ),
    (
        UnitLevel.COMMUNE,
        """xã , phường; xã , phường , thị trấn; xã , thị trấn; xã phường; phường , xã; xã , phường , đặc khu; xã , phường và đặc khu; phường , xã , đặc khu; ubnd cấp xã; đơn vị cấp xã;
        đơn vị hành chính cấp xã; phường , thị trấn; ubnd xã""",
    ),
    (
        UnitLevel.DEPARTMENT,
        """sở; sở , ngành; sở , ban , ngành; sở ngành; sở , ban ngành; sở , ban , ngành cấp tỉnh; cơ quan chuyên môn; sở , ngành cấp tỉnh; cơ quan cấp tỉnh; sở ban ngành; sở , cơ quan;
        cơ quan chuyên môn thuộc ubnd tỉnh; cơ quan chuyên môn cấp tỉnh""",
    ),
    (
        UnitLevel.MINISTRY,
        "bộ , ngành; bộ ngành; bộ , cơ quan ngang bộ; bộ , ngành trung ương; cơ quan ngang bộ; bộ và cơ quan ngang bộ; bộ , cơ quan; bộ , ngành , cơ quan",
    ),
    (
        None,
        "đơn vị; địa phương; cơ quan; cơ quan , đơn vị; cơ quan , địa phương; đơn vị , địa phương; đơn vị hành chính; đơn vị tham gia",
    ),
)

ANAPHORS: tuple[tuple[UnitLevel | None, str], ...] = (
    (UnitLevel.DISTRICT, "huyện; quận; thị xã; huyện ta; huyện nhà"),
    (UnitLevel.PROVINCE, "tỉnh; tỉnh ta; tỉnh nhà; thủ đô"),
    (UnitLevel.COMMUNE, "xã; phường; thị trấn; đặc khu"),
    (UnitLevel.MINISTRY, "bộ"),
    (None, "thành phố; toàn ngành"),
)

# Words that hold a rank's word and mean something else; the longest phrase wins over the lines above.
NEUTRAL = """xã hội; xã viên; bộ phận; bộ máy; bộ tiêu chí; cán bộ; đảng bộ; toàn bộ; nội bộ; đồng bộ; tiến bộ; bộ mặt; bộ đội; bộ môn; bộ trưởng; thứ trưởng bộ; bộ chính trị; bộ tư lệnh; bộ chỉ huy; bộ luật; bộ thủ tục; chi bộ; cục bộ; bộ chỉ số; thành phố thông minh;
    người đứng đầu; cơ quan đứng đầu; đứng đầu cơ quan; đứng đầu cấp ủy; đứng đầu chính quyền; đứng đầu đơn vị; dẫn đầu đoàn; làm trưởng đoàn; đứng trước; đứng ra; đứng lên; đứng tên;
    đứng vững; đứng chân; đứng lớp; đứng về; thứ trưởng; lần thứ; năm thứ; tháng thứ; tuần thứ; kỳ thứ; vòng thứ; khóa thứ; quý thứ; kỳ họp thứ; khóa; khoá; phiên họp thứ; hội nghị lần thứ; bí thư; hạng mục; thượng hạng; vượt bậc; xếp hàng; tụt hậu; mức độ; quý; xếp loại thi đua;
    lên kế hoạch; số hóa; số lượng; thứ tự ưu tiên; ngày thứ; sáng thứ; chiều thứ; tối thứ; hàng đầu; hàng hóa; hàng năm; hàng tháng; hàng ngày; hàng quý; hàng loạt; hàng nghìn; hàng trăm; hàng chục; hàng hải; hàng không; ngân hàng; khách hàng; bán hàng; cửa hàng; nhà hàng; mặt hàng;
    đơn hàng; giao hàng; hàng rào; trở lên; trở xuống; từ đó; từng bước; cấp bậc; bậc học; mầm non; xếp sổ; nhiệm kỳ; tập trung; số liệu; số ít; tập thể dẫn đầu; đơn vị dẫn đầu phong trào; cờ thi đua; đơn vị dẫn đầu cụm; lá cờ đầu; lá phiếu;
    cuộc cách mạng khoa học công nghệ lần thứ; cách mạng công nghiệp lần thứ; cách mạng công nghiệp; giấy khen; bằng khen; đầu tiên; hạng thương gia; hạng phổ thông; công nhân bậc; thứ phẩm; thứ yếu; nguyên thứ trưởng; bậc thầy; tuyến đầu; đứng bên; đứng cạnh; đứng giữa; đứng tại; đứng đợi; đứng chờ;
    tạm đứng; người dẫn đầu; đoàn do; đứng thẳng; đứng lại; ở lại; ở đây; ở các; đạt chuẩn; giữ gìn; giữ chức; chiếm tỷ lệ; về việc; về các; đạt tỷ lệ; giữ vai trò; cao nhất là; thấp nhất là; vị trí việc làm; vị trí công tác; giữ vững an ninh; xếp lương; sắp xếp; xếp sắp; số hoá; thấp nhất có thể; cao nhất có thể;
    mức cao nhất; mức thấp nhất; tốt nhất cho; điều kiện tốt nhất; cao nhất cho; ngày càng; tiêu chí số; chỉ tiêu số; luật số; nghị định số; quyết định số; văn bản số; kế hoạch số; nghị quyết số; chỉ thị số; thông tư số; công văn số; hướng dẫn số; tờ trình số; thông báo số; báo cáo số; chương trình số;
    điểm nóng; điểm cầu; điểm sáng; điểm mới; địa điểm; thời điểm; quan điểm; đặc điểm; trọng điểm; thí điểm; điểm đến; điểm nghẽn; đồng thời cần"""


_VI_TRI, _SO = ("vị", "trí"), "số"  # vị trí số 4, in whatever company "vị trí" stands


def _entries() -> list[Entry]:
    """All lines as phrases with their kind and value."""
    found: list[Entry] = []
    for table in (STANDINGS, TOPICS, MOODS, CONNECTIONS):
        for kind, line in table.items():
            found += [(phrase, kind, None) for phrase in _phrases(line)]
    found += [((*phrase, _SO), kind, None) for phrase, kind, _ in found if kind == m.STAND and phrase[-2:] == _VI_TRI]
    for index, strong, line in INDICES:
        found += [(phrase, m.INDEX, IndexName(index, strong)) for phrase in _phrases(line)]
    for level, line in FIELDS:
        found += [(phrase, m.FIELD, level) for phrase in _phrases(line)]
    for level, line in ANAPHORS:
        found += [(phrase, m.ANAPHOR, level) for phrase in _phrases(line)]
    for level, line in NOUNS:
        found += [(phrase, m.NOUN, level) for phrase in _phrases(line)]
    found += [(phrase, m.FILLER, None) for phrase in _phrases(NEUTRAL)]
    return found


def _phrases(line: str) -> list[Phrase]:
    return [split(key(" ".join(phrase.split()))) for phrase in line.split(";") if phrase.strip()]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by their first word, the longest first."""

    by_first: dict[str, list[Entry]]

    def longest(self, words: tuple[str, ...] | list[str], position: int) -> Entry | None:
        """The longest entry that begins at this word."""
        for entry in self.by_first.get(words[position], ()):
            phrase = entry[0]
            if len(phrase) == 1 or tuple(words[position : position + len(phrase)]) == phrase:
                return entry
        return None


@cache
def lexicon(*, without_marks: bool = False) -> Lexicon:
    """The lexicon, made on first use; `without_marks` for texts that are typed without any diacritics."""
    by_first: dict[str, list[Entry]] = {}
    for phrase, kind, value in _entries():
        spelled = tuple(bare(word) for word in phrase) if without_marks else phrase
        by_first.setdefault(spelled[0], []).append((spelled, kind, value))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return Lexicon(by_first)
