"""The labels of generated pages in Chinese."""

CHINESE = {
    "Operations": "算子",
    "All operations": "全部算子",
    (
        "Every operation of the library, by theme. A page has the signature, shapes, dtypes, errors, an "
        "example and the entry with its derivative rules, as written."
    ): (
        "库中的每个算子，按主题排列。每页给出签名、形状、数据类型、错误、示例，以及条目本身和其中的导数规则，一字不改。"
    ),
    "The operations behind the rules": "规则所用的内部算子",
    ("Not public: derivative rules and composites call them, graphs and profiles name them."): (
        "不对外公开：导数规则与复合算子会调用它们，计算图和性能分析中会出现它们的名字。"
    ),
    "Arguments": "参数",
    "Shape": "形状",
    "Dtype": "数据类型",
    "Raises": "错误",
    "Source": "来源",
    "Derivative": "导数",
    "Gradient": "梯度",
    "Tangent": "切向量",
    "Forms": "调用方式",
    "Stands in": "定义于",
    "The entry, as written": "条目原文",
    "The functions that its rules name": "规则中提到的函数",
    "operation": "算子",
    "what it computes": "计算内容",
    "On other pages": "见其他页面",
    "Methods": "方法",
    "Properties": "属性",
    "all": "合计",
    "present": "有",
    "another spelling": "另一种写法",
    "refuses": "拒绝并说明",
    "missing": "没有",
    "module": "模块",
    "names": "名称数",
    "This page is not translated yet.": "本页尚无中文版。",
    "Examples": "示例",
    "What it prints": "输出",
    ("Figures of time and memory are those of the machine that built this page."): (
        "时间与内存的数字来自构建本页的机器。"
    ),
    "From": "摘自",
    "Reference": "参考",
    "values": "取值",
}
