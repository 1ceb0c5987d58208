"""The room EBPM 効果測定: what the event log says about how well procedures work. It knows no procedure."""
