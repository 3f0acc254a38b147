"""A small project as a user has one: a SAM template with a function, its requirements, a layer and an API."""

from pathlib import Path

TEMPLATE = """\
AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::Serverless-2016-10-31
Parameters:
  Greeting: {Type: String}
Globals:
  Function: {Runtime: python3.11, Timeout: 10}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Layers: [!Ref Words]
      Environment: {Variables: {GREETING: !Ref Greeting}}
      Events:
        Get: {Type: Api, Properties: {Path: /hello, Method: get}}
  Words:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: words/, CompatibleRuntimes: [python3.11]}
  Store: {Type: AWS::S3::Bucket}
  Mail: {Type: AWS::SQS::Queue}
Outputs:
  Url: {Value: !Sub "https://${ServerlessRestApi}.execute-api.${AWS::Region}.amazonaws.com/Prod/hello"}
  StoreName: {Value: !Ref Store}
  QueueUrl: {Value: !Ref Mail}
"""
CODE = """\
import os
from words import PLACE


def handler(event, context):
    return {"statusCode": 200, "body": f"{os.environ['GREETING']}, {PLACE}"}
"""


def written(folder: Path, template: str = TEMPLATE) -> Path:
    """The project in that folder."""
    for name, text in {
        "template.yaml": template,
        "src/app.py": CODE,
        "words/python/words.py": "PLACE = 'world'\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder
